import type { ReactElement, ReactNode } from 'react'
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog'
import { Popover as AriaPopover, type PopoverProps } from 'react-aria-components/Popover'
import { cx } from './cx.ts'
import styles from './list.module.css'

interface Props {
  /** The button that opens it; leave out when `isOpen` and `triggerRef` are given. */
  trigger: ReactElement
  /** Its accessible name. */
  label: string
  placement?: PopoverProps['placement']
  isOpen?: boolean
  onOpenChange?: (open: boolean) => void
  children: ReactNode | ((close: () => void) => ReactNode)
}

/** Something richer than a menu beside the button that opens it. */
export function Popover({ trigger, label, placement = 'bottom start', children, ...open }: Props) {
  return (
    <DialogTrigger {...open}>
      {trigger}
      <AriaPopover placement={placement} offset={4} className={cx(styles.popover)}>
        <Dialog aria-label={label} className={cx(styles.dialog)}>
          {({ close }) => (typeof children === 'function' ? children(close) : children)}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  )
}

import type { ReactElement, ReactNode } from 'react'
import {
  Tooltip as AriaTooltip,
  type TooltipProps,
  TooltipTrigger,
} from 'react-aria-components/Tooltip'
import { Kbd } from '#web/ui/kbd.tsx'
import { cx } from './cx.ts'
import styles from './tooltip.module.css'

interface Props {
  /** What it says; the trigger must have its own accessible name. */
  text: ReactNode
  keys?: string | undefined
  placement?: TooltipProps['placement']
  delay?: number
  /** Nothing to say now; the child stays the same element, and keeps the focus. */
  isDisabled?: boolean
  /** One focusable component of react-aria (Button, Link, IconButton). */
  children: ReactElement
}

/** A short explanation shown on hover and on keyboard focus. */
export function Tooltip({
  text,
  keys,
  placement = 'bottom',
  delay = 400,
  isDisabled = false,
  children,
}: Props) {
  return (
    <TooltipTrigger delay={delay} closeDelay={80} isDisabled={isDisabled}>
      {children}
      {!isDisabled && (
        <AriaTooltip placement={placement} offset={6} className={cx(styles.tooltip)}>
          {text}
          {keys && <Kbd keys={keys} inverse />}
        </AriaTooltip>
      )}
    </TooltipTrigger>
  )
}

import type { ReactNode } from 'react'
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
} from 'react-aria-components/Button'
import styles from './button.module.css'
import { cx } from './cx.ts'
import { Tooltip } from './tooltip.tsx'

interface Props extends Omit<AriaButtonProps, 'className' | 'children' | 'aria-label'> {
  /** Its accessible name, shown as tooltip. */
  label: string
  icon: ReactNode
  kind?: 'ghost' | 'secondary'
  size?: 'small' | 'medium' | 'large'
  keys?: string
  disabledReason?: string | null | undefined
}

/** A button that is only an icon. */
export function IconButton({
  label,
  icon,
  kind = 'ghost',
  size = 'medium',
  keys,
  disabledReason,
  ...props
}: Props) {
  const { onPress, ...inert } = props
  return (
    <Tooltip text={disabledReason ?? label} keys={disabledReason ? undefined : keys}>
      <AriaButton
        {...inert}
        {...(disabledReason ? { 'aria-disabled': 'true' } : onPress && { onPress })}
        aria-label={label}
        className={cx(
          styles.button,
          styles[kind],
          styles[size],
          styles.icon,
          disabledReason && styles.disabled,
        )}
      >
        {icon}
      </AriaButton>
    </Tooltip>
  )
}

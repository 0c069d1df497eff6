import type { ReactNode, Ref } from 'react'
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
} from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import styles from './button.module.css'
import { cx } from './cx.ts'
import { Tooltip } from './tooltip.tsx'

export interface ButtonProps
  extends Omit<AriaButtonProps, 'className' | 'children' | 'isDisabled'> {
  kind?: 'primary' | 'secondary' | 'ghost' | 'danger'
  size?: 'small' | 'medium' | 'large'
  /** A lucide icon, 16 px, before the words. */
  icon?: ReactNode
  /** After the words: a chevron, a key, a count. */
  after?: ReactNode
  /** Takes the whole width. */
  wide?: boolean
  /** Not now, and why: stays focusable and says it in a tooltip. The only way to disable a button. */
  disabledReason?: string | null | undefined
  ref?: Ref<HTMLButtonElement>
  children?: ReactNode
}

/** A button; `isPending` keeps its width and shows that it works. */
export function Button({
  kind = 'secondary',
  size = 'medium',
  icon,
  after,
  wide = false,
  disabledReason,
  children,
  ...props
}: ButtonProps) {
  const { t } = useTranslation()
  const className = cx(styles.button, styles[kind], styles[size], wide && styles.wide)
  const content = ({ isPending }: { isPending: boolean }) => (
    <>
      <span className={styles.content}>
        {icon}
        {children !== undefined && <span className={styles.words}>{children}</span>}
        {after}
      </span>
      {isPending && (
        <span className={styles.spinner} role="progressbar" aria-label={t('ui.working')} />
      )}
    </>
  )
  // aria-disabled instead of disabled: who comes by keyboard or screen reader must be able to learn why. The same
  // element either way, so that Save keeps the focus when there is nothing left to save.
  const { onPress: _press, type: _type, ...inert } = props
  return (
    <Tooltip text={disabledReason} delay={150} isDisabled={!disabledReason}>
      <AriaButton
        {...(disabledReason ? { ...inert, type: 'button', 'aria-disabled': 'true' } : props)}
        className={cx(className, disabledReason && styles.disabled)}
      >
        {content}
      </AriaButton>
    </Tooltip>
  )
}

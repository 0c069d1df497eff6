import { Check, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Checkbox as AriaCheckbox,
  type CheckboxProps as AriaCheckboxProps,
} from 'react-aria-components/Checkbox'
import styles from './choice.module.css'
import { cx } from './cx.ts'

interface Props extends Omit<AriaCheckboxProps, 'className' | 'children'> {
  children?: ReactNode
  /** A second, quieter line. */
  description?: ReactNode
}

/** A check-box; without words it needs `aria-label` or `slot="selection"`. */
export function Checkbox({ children, description, ...props }: Props) {
  return (
    <AriaCheckbox {...props} className={cx(styles.choice)}>
      {({ isIndeterminate, isSelected }) => (
        <>
          <span className={cx(styles.mark, styles.box)} aria-hidden>
            {isIndeterminate ? (
              <Minus size={12} strokeWidth={3} />
            ) : (
              isSelected && <Check size={12} strokeWidth={3} />
            )}
          </span>
          <Words description={description}>{children}</Words>
        </>
      )}
    </AriaCheckbox>
  )
}

/** The words of a choice: what it is, and a quieter line that says what it does. */
export function Words({ children, description }: { children: ReactNode; description: ReactNode }) {
  return children === undefined ? null : (
    <span className={styles.words}>
      <span>{children}</span>
      {description && <span className={styles.description}>{description}</span>}
    </span>
  )
}

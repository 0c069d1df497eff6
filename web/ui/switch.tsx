import type { ReactNode } from 'react'
import {
  Switch as AriaSwitch,
  type SwitchProps as AriaSwitchProps,
} from 'react-aria-components/Switch'
import { Words } from './checkbox.tsx'
import styles from './choice.module.css'
import { cx } from './cx.ts'

interface Props extends Omit<AriaSwitchProps, 'className' | 'children'> {
  children?: ReactNode
  description?: ReactNode
  /** Words at the start, switch at the end of the line: for lists of settings. */
  spread?: boolean
}

/** Something that is on or off and acts at once; in a form that is saved, prefer Checkbox. */
export function Switch({ children, description, spread = false, ...props }: Props) {
  return (
    <AriaSwitch {...props} className={cx(styles.choice, spread && styles.spread)}>
      <span className={styles.track} aria-hidden>
        <span className={styles.thumb} />
      </span>
      <Words description={description}>{children}</Words>
    </AriaSwitch>
  )
}

import type { ReactNode } from 'react'
import { cx } from '#web/ui/cx.ts'
import styles from './banner.module.css'

interface Props {
  /** What it is about, for those who walk from landmark to landmark. */
  label: string
  tone: 'amber' | 'red'
  icon: ReactNode
  action: ReactNode
  children: ReactNode
}

/** One line across the frame: something that concerns everything in it. */
export const Banner = ({ label, tone, icon, action, children }: Props) => (
  <section aria-label={label} className={cx(styles.banner, styles[tone])}>
    {icon}
    <p className={styles.words}>{children}</p>
    {action}
  </section>
)

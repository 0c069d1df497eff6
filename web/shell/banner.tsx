import type { ReactNode } from 'react'
import { cx } from '#web/ui/cx.ts'
import styles from './banner.module.css'

interface Props {
  tone: 'amber' | 'red'
  icon: ReactNode
  action: ReactNode
  children: ReactNode
}

/** One line across the frame: something that concerns everything in it. */
export const Banner = ({ tone, icon, action, children }: Props) => (
  <section className={cx(styles.banner, styles[tone])}>
    {icon}
    <p className={styles.words}>{children}</p>
    {action}
  </section>
)

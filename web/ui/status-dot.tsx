import type { ReactNode } from 'react'
import styles from './badge.module.css'
import type { Tone } from './badge.tsx'
import { cx } from './cx.ts'

/** A coloured dot with its word: colour never speaks alone. */
export function StatusDot({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={cx(styles.status, styles[tone])}>
      <span className={styles.dot} aria-hidden />
      {children}
    </span>
  )
}

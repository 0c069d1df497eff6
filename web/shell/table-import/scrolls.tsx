import type { ReactNode } from 'react'
import styles from './table-import.module.css'

/** A table that is larger than its place; who has no pointer scrolls it by the arrow keys. */
export const Scrolls = ({ label, children }: { label: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the focus (WCAG 2.1.1)
  <section className={styles.scrolls} aria-label={label} tabIndex={0}>
    {children}
  </section>
)

import type { ReactNode } from 'react'
import styles from './note.module.css'

/** Something to know before going on, in a quiet box. */
export const Note = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  <div className={styles.note}>
    <span className={styles.icon}>{icon}</span>
    <div className={styles.words}>{children}</div>
  </div>
)

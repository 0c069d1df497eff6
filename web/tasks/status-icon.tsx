import type { TaskStatus } from '#api/tasks.ts'
import styles from './status-icon.module.css'

/** A task's status as a picture of 14 px: waiting, on its way, there. Its word stands beside it or names what holds it. */
export function StatusIcon({ status }: { status: TaskStatus }) {
  return (
    <svg viewBox="0 0 14 14" aria-hidden="true" className={styles[status]}>
      {status === 'done' ? (
        <>
          <circle cx="7" cy="7" r="7" fill="currentColor" />
          <path d="M4 7.2 6.2 9.4 10.2 5" className={styles.tick} />
        </>
      ) : (
        <>
          <circle cx="7" cy="7" r="6" className={styles.ring} />
          {status === 'ongoing' && <path d="M7 3.6a3.4 3.4 0 0 1 0 6.8Z" fill="currentColor" />}
        </>
      )}
    </svg>
  )
}

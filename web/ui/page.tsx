import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './page.module.css'
import { useTitle } from './title.ts'

interface Props {
  title: string
  /** Before the title: of whom or what the page is, 40 px. */
  picture?: ReactNode
  /** One quiet line under the title. */
  lead?: ReactNode
  /** The one primary action, and at most one quiet one before it. */
  action?: ReactNode
  /** Between the title and the content: tabs, filters. */
  bar?: ReactNode
  /** `narrow` for forms and reading; lists take the whole width. */
  width?: 'full' | 'narrow'
  children: ReactNode
}

/** A page inside the frame: title, one primary action, content; also names the document. */
export function Page({ title, picture, lead, action, bar, width = 'full', children }: Props) {
  useTitle(title)
  return (
    <div className={cx(styles.page, width === 'narrow' && styles.narrow)}>
      <header className={styles.head}>
        {picture && <div className={styles.picture}>{picture}</div>}
        <div className={styles.titles}>
          <h1 className={styles.title}>{title}</h1>
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {action && <div className={styles.action}>{action}</div>}
      </header>
      {bar && <div className={styles.bar}>{bar}</div>}
      <div className={styles.content}>{children}</div>
    </div>
  )
}

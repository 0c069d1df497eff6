import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/cx.ts'
import { Place } from './place.tsx'
import styles from './settings-layout.module.css'

export interface SettingsPage {
  id: string
  label: string
  href: string
  exact?: boolean
  /** Why it does not open now. */
  closed?: string | null
}

interface Props {
  /** Where one is: the path without its query. */
  pathname: string
  /** `exact`: what lies under its address is another page. */
  pages: readonly SettingsPage[]
  /** Instead of "Settings". */
  heading?: string
  children: ReactNode
}

/** The settings of an organization: their pages at the side (above, on a phone), the chosen one beside. */
export function SettingsLayout({ pathname, pages, heading, children }: Props) {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  // On a phone they stand in one line, of which only a part is seen.
  useEffect(() => {
    if (pathname)
      list.current
        ?.querySelector('[aria-current]')
        ?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [pathname])
  const here = (href: string, exact = false) =>
    pathname === href || (!exact && pathname.startsWith(`${href}/`))
  return (
    <div className={styles.layout}>
      <nav aria-label={heading ?? t('shell.settings-navigation')} className={styles.side}>
        <p className={styles.heading}>{heading ?? t('shell.settings')}</p>
        <ul ref={list} className={styles.list}>
          {pages.map(({ id, label, href, exact, closed }) => (
            <li key={id}>
              <Place
                href={href}
                current={here(href, exact)}
                closed={closed}
                className={cx(styles.place)}
              >
                {label}
              </Place>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.content}>{children}</div>
    </div>
  )
}

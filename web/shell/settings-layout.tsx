import type { ReactNode } from 'react'
import { Link as AriaLink } from 'react-aria-components/Link'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/cx.ts'
import styles from './settings-layout.module.css'

interface Props {
  /** Where one is: the path without its query. */
  pathname: string
  /** `exact`: what lies under its address is another page. */
  pages: readonly { id: string; label: string; href: string; exact?: boolean }[]
  /** Instead of "Settings". */
  heading?: string
  children: ReactNode
}

/** The settings of an organization: their pages at the side (above, on a phone), the chosen one beside. */
export function SettingsLayout({ pathname, pages, heading, children }: Props) {
  const { t } = useTranslation()
  const here = (href: string, exact = false) =>
    pathname === href || (!exact && pathname.startsWith(`${href}/`))
  return (
    <div className={styles.layout}>
      <nav aria-label={heading ?? t('shell.settings-navigation')} className={styles.side}>
        <p className={styles.heading}>{heading ?? t('shell.settings')}</p>
        <ul className={styles.list}>
          {pages.map(({ id, label, href, exact }) => (
            <li key={id}>
              <AriaLink
                href={href}
                {...(here(href, exact) && { 'aria-current': 'page' })}
                className={cx(styles.place)}
              >
                {label}
              </AriaLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.content}>{children}</div>
    </div>
  )
}

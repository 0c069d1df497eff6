import type { ReactNode } from 'react'
import { Link as AriaLink } from 'react-aria-components/Link'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/cx.ts'
import styles from './settings-layout.module.css'

interface Props {
  /** Where one is: the path without its query. */
  pathname: string
  pages: readonly { id: string; label: string; href: string }[]
  children: ReactNode
}

/** The settings of an organization: their pages at the side (above, on a phone), the chosen one beside. */
export function SettingsLayout({ pathname, pages, children }: Props) {
  const { t } = useTranslation()
  return (
    <div className={styles.layout}>
      <nav aria-label={t('shell.settings-navigation')} className={styles.side}>
        <p className={styles.heading}>{t('shell.settings')}</p>
        <ul className={styles.list}>
          {pages.map(({ id, label, href }) => (
            <li key={id}>
              <AriaLink
                href={href}
                {...((pathname === href || pathname.startsWith(`${href}/`)) && {
                  'aria-current': 'page',
                })}
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

import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { languages } from '#api/common.ts'
import type { OrganizationLook } from '#api/look.ts'
import { chooseLanguage, languageNames } from '#web/i18n.ts'
import { cx } from '#web/ui/cx.ts'
import { Link } from '#web/ui/link.tsx'
import { OrganizationTile } from '#web/ui/organization-tile.tsx'
import { useTitle } from '#web/ui/title.ts'
import styles from './card-page.module.css'
import { Logo } from './logo.tsx'
import { ThemeSwitch } from './theme-switch.tsx'
import { useAccent } from './use-accent.ts'

/** What a page before the door shows of an organization. */
export interface Shown {
  id: string
  name: string
  logoUrl?: string | null
  accent?: OrganizationLook['accent']
}

interface Props {
  title: string
  /** What is asked and why, in one or two lines. */
  lead?: ReactNode
  /** Whose door this is, in its colour where that is known; otherwise Foyer's own mark stands above. */
  organization?: Shown | undefined
  /** A form is narrow (400 px), a list wider (560 px). */
  width?: 'narrow' | 'wide'
  /** Below the card: another way, "Not you?". */
  below?: ReactNode
  children: ReactNode
}

/** One card on a quiet page: sign in, picker, steps of a door. */
export function CardPage({ title, lead, organization, width = 'narrow', below, children }: Props) {
  useTitle(title)
  useAccent(organization?.accent)
  const { t, i18n } = useTranslation()
  return (
    <div className={styles.page}>
      <main id="main" className={cx(styles.main, styles[width])}>
        <div className={styles.mark}>
          {organization ? <OrganizationTile {...organization} size={40} /> : <Logo size={36} />}
        </div>
        <header className={styles.head}>
          <h1 className={styles.title}>{title}</h1>
          {lead && <div className={styles.lead}>{lead}</div>}
        </header>
        <div className={styles.card}>{children}</div>
        {below && <div className={styles.below}>{below}</div>}
      </main>
      <footer className={styles.foot}>
        <span className={styles.by}>Foyer</span>
        <span className={styles.languages}>
          {languages.map((language) =>
            language === i18n.language ? (
              <span key={language} aria-current="true" lang={language}>
                {languageNames[language]}
              </span>
            ) : (
              <Link
                key={language}
                kind="plain"
                aria-label={t('shell.show-in', { language: languageNames[language] })}
                onPress={() => void chooseLanguage(language)}
              >
                <span lang={language}>{languageNames[language]}</span>
              </Link>
            ),
          )}
        </span>
        <ThemeSwitch />
      </footer>
    </div>
  )
}

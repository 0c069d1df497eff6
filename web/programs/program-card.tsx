import { useTranslation } from 'react-i18next'
import type { MyProgram } from '#api/matches.ts'
import { paths } from '#web/paths.ts'
import { Room } from '#web/shell/room.tsx'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { cx } from '#web/ui/cx.ts'
import { Link } from '#web/ui/link.tsx'
import { useProgramDays } from './program-words.tsx'
import styles from './programs.module.css'

/** A program as somebody sees it who takes part, or could. */
export function ProgramCard({ program }: { program: MyProgram }) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const days = useProgramDays()(program)
  const { id, name, description, kind, registration, archived } = program
  const here = registration !== null && registration.status !== 'left' ? registration : null
  return (
    <article className={styles.card}>
      <header className={styles.cardHead}>
        <h3 className={styles.cardTitle}>
          <Link kind="plain" href={paths.participation(slug, id)}>
            {name}
          </Link>
        </h3>
        {here?.status === 'frozen' && <Badge tone="blue">{t('programs.states.frozen')}</Badge>}
        {archived && <Badge>{t('programs.registration.archived')}</Badge>}
      </header>
      <p className={styles.meta}>
        {[t(`programs.kinds.${kind}`), days].filter(Boolean).join(' · ')}
      </p>
      {description && <p className={styles.cut}>{description}</p>}
      <footer className={styles.cardFoot}>
        {here ? (
          <span className={cx(styles.meta, styles.lead)}>
            {t('programs.as', { role: t(`programs.roles.${here.role}`) })}
            <Room taken={here.openMatches} capacity={here.capacity} />
          </span>
        ) : (
          <Button
            size="small"
            aria-label={t('programs.register-in', { name })}
            onPress={() => go(paths.participate(slug, id))}
          >
            {t('programs.register')}
          </Button>
        )}
      </footer>
    </article>
  )
}

import { useTranslation } from 'react-i18next'
import type { MyMatch } from '#api/matches.ts'
import { PersonName } from '#web/shell/person-name.tsx'
import { useFormat } from '#web/ui/format.ts'
import styles from './programs.module.css'

/** What is over, folded away: with whom, how it ended, and what whoever declined wrote. */
export function EndedMatches({ matches }: { matches: readonly MyMatch[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const ended = matches.filter(({ status }) => status === 'ended')
  if (ended.length === 0) return null
  return (
    <details className={styles.more}>
      <summary>{t('programs.ended', { count: ended.length })}</summary>
      <ul className={styles.endedList}>
        {ended.map((match) => (
          <li key={match.id} className={styles.sent}>
            {match.partners[0] && (
              <PersonName
                person={{
                  ...match.partners[0].person,
                  name: format.list(match.partners.map(({ person }) => person.name)),
                }}
                below={match.program.name}
              />
            )}
            <span className={styles.over}>
              {[
                match.endReason && t(`matches.end-reasons.${match.endReason}`),
                match.endedAt && format.date(match.endedAt),
              ]
                .filter(Boolean)
                .join(' · ')}
              {match.declineReason && <q className={styles.why}>{match.declineReason}</q>}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}

import { Trans, useTranslation } from 'react-i18next'
import type { Match, MatchReason, MatchStatus } from '#api/matches.ts'
import type { ProgramKind } from '#api/programs.ts'
import type { Tone } from '#web/ui/badge.tsx'
import { useFormat } from '#web/ui/format.ts'
import { StatusDot } from '#web/ui/status-dot.tsx'
import styles from './match-words.module.css'
import { PersonPicture } from './person-name.tsx'

const tones: Record<MatchStatus, Tone> = {
  staged: 'blue',
  pending: 'amber',
  active: 'green',
  ended: 'neutral',
}

/** Where a match stands (MT2). */
export function MatchState({ status }: { status: MatchStatus }) {
  const { t } = useTranslation()
  return <StatusDot tone={tones[status]}>{t(`matches.status.${status}`)}</StatusDot>
}

type People = Pick<Match, 'participants'>

/** "Ani and Budi"; of a group its host and how many more. */
export function useMatchName(): (match: People) => string {
  const { t } = useTranslation()
  return ({ participants }) => {
    const [first, second, ...more] = participants.map(({ person }) => person.name)
    if (!first) return t('matches.one')
    if (!second) return first
    return more.length > 0
      ? t('matches.group-name', { name: first, count: participants.length - 1 })
      : t('matches.pair-name', { first, second })
  }
}

/** The people of a match in one line: both of a pair, the host and the faces of a group. */
export function MatchPeople({ match }: { match: People }) {
  const name = useMatchName()
  const { participants } = match
  const pair = participants.length <= 2
  return (
    <span className={styles.people} title={participants.map((one) => one.person.name).join(', ')}>
      <span className={styles.faces}>
        {participants.slice(0, 3).map(({ registrationId, person }) => (
          <PersonPicture key={registrationId} person={person} size={24} />
        ))}
      </span>
      <span className={styles.names}>
        {pair ? participants.map(({ person }) => person.name).join(' · ') : name(match)}
      </span>
    </span>
  )
}

/** How well answers agree, 0 to 100: as a bar and as a number. */
export function Fit({ score }: { score: number | null }) {
  const { t } = useTranslation()
  if (score === null) return <span title={t('matches.no-fit')}>–</span>
  return (
    <span className={styles.fit} title={t('matches.fit-help')}>
      <span aria-hidden className={styles.track}>
        <span className={styles.bar} style={{ inlineSize: `${score}%` }} />
      </span>
      {t('matches.fit-of', { score })}
    </span>
  )
}

/** What of the answers speaks for a match: "Both chose Leadership · 5 and 7 for Years". */
export function Reasons({
  reasons,
  kind,
  max = Number.POSITIVE_INFINITY,
}: {
  reasons: readonly MatchReason[]
  kind: ProgramKind
  /** Where there is little room: the weightiest. */
  max?: number
}) {
  const { t } = useTranslation()
  const said = reasons
    .filter(({ agreed, points }) => agreed.length > 0 && points > 0)
    .toSorted((a, b) => b.points * b.weight - a.points * a.weight)
  if (said.length === 0) return <span className={styles.none}>{t('matches.reasons.none')}</span>
  return (
    <ul className={styles.reasons}>
      {said.slice(0, max).map((reason) => (
        <li key={reason.questionId} title={reason.title}>
          <ReasonWords reason={reason} kind={kind} />
        </li>
      ))}
      {said.length > max && (
        <li
          title={said
            .slice(max)
            .map(({ title }) => title)
            .join(', ')}
        >
          {t('matches.reasons.more', { count: said.length - max })}
        </li>
      )}
    </ul>
  )
}

/** One reason in words; the option that agrees stands out. */
export function ReasonWords({ reason, kind }: { reason: MatchReason; kind: ProgramKind }) {
  const format = useFormat()
  const { rule, title, agreed } = reason
  const key = rule === 'close' || rule === 'complementary' ? rule : 'chose'
  const words = kind === 'group' && key === 'chose' ? 'chose-group' : key
  return (
    <Trans
      i18nKey={`matches.reasons.${words}`}
      values={{ what: format.list(agreed), title }}
      components={{ b: <b /> }}
    />
  )
}

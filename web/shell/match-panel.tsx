import { useMutation, useQuery } from '@tanstack/react-query'
import { CircleStop, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import type { Match } from '#api/matches.ts'
import { client, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { Panel, PanelSection } from '#web/ui/panel.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { EndMatchDialog } from './end-match-dialog.tsx'
import styles from './match-panel.module.css'
import { MatchParticipants } from './match-participants.tsx'
import { Fit, MatchState, ReasonWords, useMatchName } from './match-words.tsx'
import { refreshMatches } from './refresh-matches.ts'
import { useRefusal, useSession } from './session.ts'
import { useTimeZone } from './use-time-zone.ts'

type Details = Awaited<ReturnType<Client['getMatch']>>

/** One match over the list that it was opened from: who, why, since when, and how it ended (MT2). */
export function MatchPanel({ matchId, onClose }: { matchId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const name = useMatchName()
  const match = useQuery(query('getMatch', { params: { matchId } }))
  if (!match.data)
    return (
      <Panel title={t('matches.one')} onClose={onClose}>
        {match.error ? (
          <ErrorState error={match.error} retry={() => void match.refetch()} />
        ) : (
          <FormSkeleton label={t('matches.one')} />
        )}
      </Panel>
    )
  const { data } = match
  return (
    <Panel title={name(data)} lead={data.program.name} onClose={onClose}>
      <MatchFacts match={data} />
      <Actions match={data} />
      <MatchParticipants match={data} />
      <Explained match={data} />
      <Intervals match={data} />
    </Panel>
  )
}

function MatchFacts({ match }: { match: Details }) {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  const { status, source, endReason, endNote, endedBy, askedBy, message } = match
  const fact = (name: string, value: string | null) => (value ? [{ name, value }] : [])
  return (
    <Facts
      facts={[
        { name: t('matches.status-title'), value: <MatchState status={status} /> },
        {
          name: t('matches.source'),
          value:
            source === 'request' && askedBy
              ? t('matches.asked-by', { name: askedBy })
              : t(`matches.sources.${source}`),
        },
        ...fact(t('matches.message'), message),
        ...fact(t('matches.started'), match.startedAt && format.dateTime(match.startedAt)),
        ...fact(t('matches.expires'), match.expiresAt && format.dateTime(match.expiresAt)),
        ...fact(
          t('matches.ends'),
          status === 'active' && match.endsAt ? format.dateTime(match.endsAt) : null,
        ),
        ...fact(t('matches.ended'), match.endedAt && format.dateTime(match.endedAt)),
        ...fact(
          t('matches.why-ended'),
          endReason && [t(`matches.end-reasons.${endReason}`), endedBy].filter(Boolean).join(' · '),
        ),
        ...fact(t('matches.reason'), endNote),
      ]}
    />
  )
}

function Actions({ match }: { match: Details }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const name = useMatchName()
  const mayEnd = useRefusal('endMatch')
  const mayStart = useRefusal('restartMatch')
  const [ending, setEnding] = useState(false)
  const restart = useMutation({
    mutationFn: () => client.restartMatch({ params: { matchId: match.id } }),
    onSuccess: (started) => {
      void refreshMatches()
      toast(t('matches.restarted', { name: name(started) }))
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      void refresh('getMatch')
    },
  })
  const { slug } = useSession().organization
  const { status, startedAt, program, proposalId } = match
  // What was only proposed or asked is answered elsewhere.
  if (status === 'staged' && proposalId)
    return (
      <div className={styles.actions}>
        <Link href={paths.proposal(slug, program.id, proposalId)}>{t('matches.review')}</Link>
      </div>
    )
  const restarts = status === 'ended' && startedAt !== null
  if (status !== 'active' && !restarts) return null
  return (
    <div className={styles.actions}>
      {status === 'active' ? (
        <Button
          icon={<CircleStop size={16} />}
          disabledReason={mayEnd}
          onPress={() => setEnding(true)}
        >
          {t('matches.end')}
        </Button>
      ) : (
        <Button
          icon={<RotateCcw size={16} />}
          disabledReason={mayStart}
          isPending={restart.isPending}
          onPress={() => restart.mutate()}
        >
          {t('matches.restart')}
        </Button>
      )}
      {ending && <EndMatchDialog match={match} onClose={() => setEnding(false)} />}
    </div>
  )
}

/** Each question that counts, and how well the answers agree. */
function Explained({ match: { score, reasons, program } }: { match: Match }) {
  const { t } = useTranslation()
  if (score === null) return null
  return (
    <PanelSection title={t('matches.why')}>
      <div className={styles.score}>
        <Fit score={score} />
      </div>
      <ul className={styles.reasons}>
        {reasons.map((reason) => (
          <li key={reason.questionId} className={styles.reason}>
            <span className={styles.question}>{reason.title}</span>
            <span className={styles.agreed}>
              {reason.points > 0 && reason.agreed.length > 0 ? (
                <ReasonWords reason={reason} kind={program.kind} />
              ) : (
                t('matches.reasons.different')
              )}
            </span>
          </li>
        ))}
      </ul>
    </PanelSection>
  )
}

/** When it was active, for each of them: what a bill is made of. */
function Intervals({ match: { intervals } }: { match: Details }) {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  if (intervals.length === 0) return null
  return (
    <PanelSection title={t('matches.intervals')}>
      <ul className={styles.intervals}>
        {intervals.map(({ memberId, name, startedAt, endedAt }) => (
          <li key={`${memberId}.${startedAt}`}>
            <span className={styles.who}>{name}</span>
            <span className={styles.span}>
              {t('matches.from-to', {
                from: format.dateTime(startedAt),
                to: endedAt ? format.dateTime(endedAt) : t('matches.now'),
              })}
            </span>
          </li>
        ))}
      </ul>
    </PanelSection>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Sparkles } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Operation } from '#api/operations.ts'
import type { Proposal } from '#api/programs.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { OperationProgress } from '#web/shell/operation-progress.tsx'
import { refreshMatches } from '#web/shell/refresh-matches.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import styles from './programs.module.css'
import { ProposeDialog } from './propose-dialog.tsx'
import { useProgram } from './use-program.ts'

/** Runs of matching everybody who has room: begun here, then reviewed one by one (MT2). */
export function Proposals() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const program = useProgram()
  const [asking, setAsking] = useState(false)
  const [followed, setFollowed] = useState<{ proposal: Proposal; operation: Operation } | null>(
    null,
  )
  const mayMatch = useRefusal('startProposal')
  const proposals = useQuery({
    ...query('listProposals', { params: { programId: program.id } }),
    // One that somebody else began, or that was begun before this page was loaded.
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status, review }) => status === 'running' || review !== null)
        ? 2000
        : false,
  })
  const { unmatched } = program.counts
  const running = proposals.data?.items.some(({ status }) => status === 'running')
  const refusal =
    mayMatch ??
    (program.archivedAt
      ? t('programs.archived-reason')
      : running
        ? t('programs.proposal-running')
        : null)
  const propose = (
    <Button
      kind="primary"
      icon={<Sparkles size={16} />}
      disabledReason={refusal}
      onPress={() => setAsking(true)}
    >
      {t('programs.propose')}
    </Button>
  )
  const items = proposals.data?.items
  return (
    <>
      {(items?.length ?? 0) > 0 && (
        <div className={styles.reviewHead}>
          <p className={styles.none}>{t('programs.proposals-lead', { count: unmatched })}</p>
          {propose}
        </div>
      )}
      {followed && (
        <div className={styles.running}>
          <OperationProgress
            key={followed.operation.id}
            operation={followed.operation}
            label={t('programs.proposing')}
            onEnd={({ status }) => {
              void refreshMatches()
              if (status !== 'done') return
              setFollowed(null)
              go(paths.proposal(slug, program.id, followed.proposal.id))
            }}
          />
        </div>
      )}
      {proposals.error && !items ? (
        <ErrorState error={proposals.error} retry={() => void proposals.refetch()} />
      ) : !items ? (
        <ListSkeleton label={t('programs.tabs.proposals')} />
      ) : items.length === 0 ? (
        !followed && (
          <EmptyState
            icon={<Sparkles size={20} />}
            title={t('programs.no-proposals.title')}
            action={propose}
          >
            {t('programs.no-proposals.text')}
          </EmptyState>
        )
      ) : (
        <ul className={styles.proposals} aria-label={t('programs.tabs.proposals')}>
          {items.map((proposal) => (
            <li key={proposal.id}>
              <ProposalRow proposal={proposal} />
            </li>
          ))}
        </ul>
      )}
      {asking && (
        <ProposeDialog
          program={program}
          onStarted={(started) => {
            setAsking(false)
            setFollowed(started)
            void proposals.refetch()
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}

function ProposalRow({ proposal }: { proposal: Proposal }) {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  const { slug } = useSession().organization
  const { id, programId, status, createdAt, createdBy, staged, waiting } = proposal
  const { approved, discarded, review } = proposal
  return (
    <Link kind="plain" href={paths.proposal(slug, programId, id)} className={styles.proposal}>
      <span className={styles.proposalWhen}>
        <span>{format.dateTime(createdAt)}</span>
        <span className={styles.meta}>
          {createdBy}
          {status === 'ready' && ` · ${t('programs.found', { count: staged })}`}
        </span>
      </span>
      <span className={styles.badges}>
        {status !== 'ready' && (
          <Badge tone={status === 'running' ? 'blue' : 'red'}>
            {t(`programs.proposal-status.${status}`)}
          </Badge>
        )}
        {review && <Badge tone="blue">{t(`programs.reviewing.${review.verb}`)}</Badge>}
        {waiting > 0 && (
          <Badge tone="amber">{t('programs.waiting-count', { count: waiting })}</Badge>
        )}
        {approved > 0 && (
          <Badge tone="green">{t('programs.approved-count', { count: approved })}</Badge>
        )}
        {discarded > 0 && <Badge>{t('programs.discarded-count', { count: discarded })}</Badge>}
      </span>
    </Link>
  )
}

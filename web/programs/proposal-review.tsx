import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { ArrowLeft, Check, CircleCheck, Hourglass, Trash2, UserX } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Match } from '#api/matches.ts'
import type { Proposal } from '#api/programs.ts'
import { client, query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { Fit, MatchPeople, Reasons, useMatchName } from '#web/shell/match-words.tsx'
import { Note } from '#web/shell/note.tsx'
import { OperationProgress } from '#web/shell/operation-progress.tsx'
import { refreshMatches } from '#web/shell/refresh-matches.ts'
import { Room } from '#web/shell/room.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { usePaging } from '#web/shell/use-paging.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Link } from '#web/ui/link.tsx'
import { Pager } from '#web/ui/pager.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { type Column, Table } from '#web/ui/table.tsx'
import { toast } from '#web/ui/toast.tsx'
import styles from './programs.module.css'
import { useProgram } from './use-program.ts'

/** One proposal, reviewed: each match with what speaks for it; some or all are approved or thrown away. */
export function ProposalReview() {
  const { t } = useTranslation()
  const { proposalId = '' } = useParams({ strict: false })
  const { slug } = useSession().organization
  const { id: programId } = useProgram()
  const proposals = useQuery({
    ...query('listProposals', { params: { programId } }),
    // What somebody else approves or discards in the background.
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ review }) => review !== null) ? 2000 : false,
  })
  const proposal = proposals.data?.items.find(({ id }) => id === proposalId)
  const back = paths.program(slug, programId, 'proposals')
  return (
    <>
      <Link href={back} kind="plain" className={styles.back}>
        <ArrowLeft size={14} aria-hidden /> {t('programs.all-proposals')}
      </Link>
      {proposals.error && !proposals.data ? (
        <ErrorState error={proposals.error} retry={() => void proposals.refetch()} />
      ) : !proposals.data ? (
        <ListSkeleton label={t('programs.tabs.proposals')} />
      ) : !proposal ? (
        <EmptyState icon={<UserX size={20} />} title={t('programs.proposal-gone.title')}>
          {t('programs.proposal-gone.text')}
        </EmptyState>
      ) : proposal.status === 'ready' ? (
        <Review proposal={proposal} />
      ) : (
        <Unfinished proposal={proposal} />
      )}
    </>
  )
}

/** Of the one who began it, live; others see that it goes on, or that it came to nothing. */
function Unfinished({ proposal }: { proposal: Proposal }) {
  const { t } = useTranslation()
  const operation = useQuery({
    ...query('getOperation', { params: { operationId: proposal.operationId } }),
    retry: false,
  })
  if (operation.data)
    return (
      <div className={styles.running}>
        <OperationProgress
          operation={operation.data}
          label={t('programs.proposing')}
          onEnd={() => void refreshMatches()}
        />
      </div>
    )
  return <Note icon={<UserX size={16} />}>{t(`programs.proposal-status.${proposal.status}`)}</Note>
}

function Review({ proposal }: { proposal: Proposal }) {
  const { t } = useTranslation()
  const program = useProgram()
  const name = useMatchName()
  const paging = usePaging()
  const columns = useColumns()
  const review = useReview(proposal)
  const { waiting, considered, staged, unmatched, approved, discarded } = proposal
  const matches = useQuery({
    ...query('listMatches', {
      query: {
        programId: program.id,
        proposalId: proposal.id,
        status: 'staged',
        cursor: paging.cursor,
      },
    }),
    placeholderData: keepPreviousData,
  })
  const items = matches.data?.items
  const selected = (items ?? []).filter(({ id }) => review.selected.has(id))
  return (
    <>
      <div className={styles.reviewHead}>
        <p className={styles.none}>
          {t('programs.review-lead', { count: considered })}{' '}
          {t('programs.found', { count: staged })}.
          {unmatched > 0 && ` ${t('programs.without', { count: unmatched })}`}
          {approved + discarded > 0 &&
            ` ${[
              approved > 0 && t('programs.approved-count', { count: approved }),
              discarded > 0 && t('programs.discarded-count', { count: discarded }),
            ]
              .filter(Boolean)
              .join(', ')}.`}
        </p>
        {waiting > 0 && (
          <div className={styles.buttons}>
            <Button
              icon={<Trash2 size={16} />}
              disabledReason={review.refusal}
              onPress={() => review.setAsking({ verb: 'discard', which: 'all' })}
            >
              {t('programs.discard-all', { count: waiting })}
            </Button>
            <Button
              kind="primary"
              icon={<Check size={16} />}
              disabledReason={review.refusal}
              onPress={() => review.setAsking({ verb: 'approve', which: 'all' })}
            >
              {t('programs.approve-all', { count: waiting })}
            </Button>
          </div>
        )}
      </div>
      {review.progress}
      {matches.error && !items ? (
        <ErrorState error={matches.error} retry={() => void matches.refetch()} />
      ) : (
        <>
          <Table
            label={t('programs.proposed')}
            columns={columns}
            rows={items}
            rowKey={({ id }) => id}
            rowLabel={name}
            {...(!review.refusal && {
              selected: new Set(selected.map(({ id }) => String(id))),
              onSelect: review.setSelected,
            })}
            bulkActions={
              <>
                <Button
                  kind="ghost"
                  size="small"
                  icon={<Check size={14} />}
                  isPending={review.isPending}
                  onPress={() =>
                    review.act(
                      'approve',
                      selected.map(({ id }) => id),
                    )
                  }
                >
                  {t('programs.approve')}
                </Button>
                <Button
                  kind="ghost"
                  size="small"
                  icon={<Trash2 size={14} />}
                  isPending={review.isPending}
                  onPress={() =>
                    review.setAsking({ verb: 'discard', which: selected.map(({ id }) => id) })
                  }
                >
                  {t('programs.discard')}
                </Button>
              </>
            }
            empty={
              <EmptyState
                icon={<CircleCheck size={20} />}
                title={t(staged > 0 ? 'programs.reviewed.title' : 'programs.found-none.title')}
              >
                {t(staged > 0 ? 'programs.reviewed.text' : 'programs.found-none.text')}
              </EmptyState>
            }
          />
          {matches.data && <Pager {...paging.of(matches.data)} />}
        </>
      )}
      {review.dialog}
    </>
  )
}

type Which = 'all' | Match['id'][]
type Going = NonNullable<Proposal['review']>
type Verb = Going['verb']

/** What approves or discards very many: live for whoever began it; others see that it goes on. */
function Reviewing({ review: { operationId, verb } }: { review: Going }) {
  const { t } = useTranslation()
  const operation = useQuery({
    ...query('getOperation', { params: { operationId } }),
    retry: false,
  })
  const label = t(`programs.reviewing.${verb}`)
  if (operation.data)
    return (
      <div className={styles.running}>
        <OperationProgress
          operation={operation.data}
          label={label}
          onEnd={() => void refreshMatches()}
        />
      </div>
    )
  return operation.error ? <Note icon={<Hourglass size={16} />}>{label}</Note> : null
}

/** Approving and discarding: all that still wait, or those selected; all that are named or none. */
function useReview(proposal: Proposal) {
  const { t } = useTranslation()
  const say = useProblemText()
  const mayMatch = useRefusal('approveProposal')
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState<{ verb: Verb; which: Which } | null>(null)
  // Shown on when it has ended: what came of it.
  const [followed, setFollowed] = useState(proposal.review)
  const going = proposal.review ?? followed
  const params = { proposalId: proposal.id }
  const mutation = useMutation({
    mutationFn: async ({ verb, which }: { verb: Verb; which: Which }) => {
      const body = { matches: which }
      if (verb === 'discard') {
        const { discarded: count, operation } = await client.discardProposal({ params, body })
        return { count, operation }
      }
      const { approved: count, operation } = await client.approveProposal({ params, body })
      return { count, operation }
    },
    onSuccess: ({ count, operation }, { verb }) => {
      void refreshMatches()
      setSelected(new Set())
      setAsking(null)
      if (operation) {
        setFollowed({ operationId: operation.id, verb })
        return
      }
      toast({
        text: t(`programs.${verb}-done`, { count }),
        ...(verb === 'approve' && { description: t('programs.approve-next') }),
      })
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      setAsking(null)
      void refreshMatches()
    },
  })
  const count = asking ? (asking.which === 'all' ? proposal.waiting : asking.which.length) : 0
  return {
    refusal: mayMatch ?? (proposal.review ? t('problems.review-running.title') : null),
    progress: going && <Reviewing key={going.operationId} review={going} />,
    selected,
    setSelected,
    setAsking,
    isPending: mutation.isPending,
    act: (verb: Verb, which: Which) => mutation.mutate({ verb, which }),
    dialog: (
      <ConfirmDialog
        title={t(`programs.${asking?.verb ?? 'approve'}-question`, { count })}
        confirm={t(`programs.${asking?.verb ?? 'approve'}`)}
        danger={asking?.verb === 'discard'}
        isOpen={asking !== null}
        isPending={mutation.isPending}
        onConfirm={() => asking && mutation.mutate(asking)}
        onClose={() => setAsking(null)}
      >
        {t(`programs.${asking?.verb ?? 'approve'}-text`)}
      </ConfirmDialog>
    ),
  }
}

function useColumns(): Column<Match>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        id: 'people',
        header: t('matches.people'),
        title: true,
        width: '38%',
        cell: (match: Match) => (
          <span className={styles.pair}>
            <MatchPeople match={match} />
            <span className={styles.pairRoom}>
              {match.participants.map(({ registrationId, person, openMatches, capacity }) => (
                <span key={registrationId}>
                  {person.name.split(' ')[0]} <Room taken={openMatches} capacity={capacity} />
                </span>
              ))}
            </span>
          </span>
        ),
      },
      {
        id: 'fit',
        header: t('matches.fit'),
        width: '128px',
        cell: ({ score }: Match) => <Fit score={score} />,
      },
      {
        id: 'reasons',
        header: t('matches.why'),
        cell: ({ reasons, program }: Match) => (
          <div className={styles.wrap}>
            <Reasons reasons={reasons} kind={program.kind} max={4} />
          </div>
        ),
      },
    ],
    [t],
  )
}

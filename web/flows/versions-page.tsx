import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { ArrowLeft, RotateCcw } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { FlowVersionSummary } from '#api/flows.ts'
import { client, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useAddress } from '#web/shell/address.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { cx } from '#web/ui/cx.ts'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Page } from '#web/ui/page.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { Select } from '#web/ui/select.tsx'
import { FormSkeleton, ListSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { ChangeList } from './change-list.tsx'
import styles from './versions.module.css'

/** Every version of a flow: who saved it and when, what differs between any two, and the way back to one. */
export function VersionsPage() {
  const { t } = useTranslation()
  const { flowId = '' } = useParams({ strict: false })
  const { slug } = useSession().organization
  const { go } = useGo()
  const flow = useQuery(query('getFlow', { params: { flowId } }))
  const list = useInfiniteQuery({
    queryKey: [...query('listFlowVersions', { params: { flowId }, query: {} }).queryKey, 'all'],
    queryFn: ({ pageParam, signal }) =>
      client.listFlowVersions({
        params: { flowId },
        query: pageParam ? { cursor: pageParam } : {},
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  const versions = list.data?.pages.flatMap(({ items }) => items)
  const error = flow.error ?? list.error
  return (
    <Page
      title={
        flow.data ? t('flows.versions.of', { name: flow.data.name }) : t('flows.versions.title')
      }
      lead={t('flows.versions.lead')}
      action={
        <Button icon={<ArrowLeft size={16} />} onPress={() => go(paths.flow(slug, flowId))}>
          {t('flows.versions.back')}
        </Button>
      }
    >
      {error ? (
        <ErrorState
          error={error}
          retry={() => {
            void flow.refetch()
            void list.refetch()
          }}
        />
      ) : !versions || !flow.data ? (
        <ListSkeleton label={t('flows.versions.title')} rows={5} />
      ) : (
        <Versions
          flowId={flowId}
          current={flow.data.version}
          isDefault={flow.data.default}
          versions={versions}
          more={
            list.hasNextPage && (
              <Button
                size="small"
                isPending={list.isFetchingNextPage}
                onPress={() => void list.fetchNextPage()}
              >
                {t('flows.versions.earlier')}
              </Button>
            )
          }
        />
      )}
    </Page>
  )
}

interface Props {
  flowId: string
  current: number
  /** One of those that came with the organization. */
  isDefault: boolean
  versions: readonly FlowVersionSummary[]
  more: ReactNode
}

function Versions({ flowId, current, isDefault, versions, more }: Props) {
  const { t } = useTranslation()
  const timeZone = useTimeZone()
  const address = useAddress()
  const chosen = Number(address.get('version') ?? current)
  const before = Number(address.get('from') ?? chosen - 1)
  return (
    <div className={styles.versions}>
      <section aria-label={t('flows.versions.title')}>
        <ol className={styles.list}>
          {versions.map(({ version, name, savedAt, savedBy, pageCount, componentCount }) => (
            <li key={version}>
              <AriaButton
                className={cx(styles.version, version === chosen && styles.chosen)}
                aria-current={version === chosen}
                onPress={() => address.set({ version: String(version), from: null })}
              >
                <span className={styles.top}>
                  <span className={styles.number}>{t('flows.version-of', { version })}</span>
                  {version === current && (
                    <Badge tone="accent">{t('flows.versions.current')}</Badge>
                  )}
                  <span className={styles.when}>
                    <RelativeTime time={savedAt} timeZone={timeZone} />
                  </span>
                </span>
                <span className={styles.bottom}>
                  {savedBy?.name ??
                    t(
                      isDefault && version === 1 ? 'flows.versions.given' : 'flows.versions.left',
                    )}{' '}
                  · {t('flows.page-count', { count: pageCount })} ·{' '}
                  {t('flows.field-count', { count: componentCount })}
                  {name !== versions[0]?.name && ` · ${name}`}
                </span>
              </AriaButton>
            </li>
          ))}
        </ol>
        <div className={styles.more}>{more}</div>
      </section>
      <Difference
        key={chosen}
        flowId={flowId}
        current={current}
        version={chosen}
        before={before >= 1 && before !== chosen ? before : null}
        choices={versions.map(({ version }) => version).filter((version) => version !== chosen)}
        onBefore={(version) => address.set({ from: String(version) })}
      />
    </div>
  )
}

interface DifferenceProps {
  flowId: string
  current: number
  version: number
  /** With which one it is compared; null where there is none before it. */
  before: number | null
  choices: readonly number[]
  onBefore: (version: number) => void
}

function Difference({ flowId, current, version, before, choices, onBefore }: DifferenceProps) {
  const { t } = useTranslation()
  const at = (number: number) => ({ params: { flowId, version: number } })
  // What was saved once never changes.
  const later = useQuery({ ...query('getFlowVersion', at(version)), staleTime: Infinity })
  const earlier = useQuery({
    ...query('getFlowVersion', at(before ?? version)),
    staleTime: Infinity,
    enabled: before !== null,
  })
  const error = later.error ?? earlier.error
  const offered = [...new Set([...(before === null ? [] : [before]), ...choices])]
  // What went on from the earlier one to the later one, whichever was chosen first.
  const [from, to] =
    before !== null && before > version ? [later.data, earlier.data] : [earlier.data, later.data]
  return (
    <section aria-label={t('flows.versions.difference')} className={styles.difference}>
      <header className={styles.head}>
        <h2>{t('flows.version-of', { version })}</h2>
        {offered.length > 0 && (
          <div className={styles.compare}>
            <span aria-hidden>{t('flows.versions.compared-with')}</span>
            <Select
              label={t('flows.versions.compared-with')}
              hideLabel
              choices={offered
                .toSorted((a, b) => b - a)
                .map((number) => ({
                  id: String(number),
                  label: t('flows.version-of', { version: number }),
                }))}
              value={before === null ? null : String(before)}
              onChange={(id) => onBefore(Number(id))}
            />
          </div>
        )}
        <Restore flowId={flowId} current={current} version={version} />
      </header>
      {error ? (
        <ErrorState
          error={error}
          retry={() => {
            void later.refetch()
            void earlier.refetch()
          }}
        />
      ) : before === null ? (
        later.data ? (
          <ChangeList from={{ name: later.data.name, pages: [] }} to={later.data} />
        ) : (
          <FormSkeleton fields={3} label={t('flows.versions.difference')} />
        )
      ) : from && to ? (
        <ChangeList from={from} to={to} />
      ) : (
        <FormSkeleton fields={3} label={t('flows.versions.difference')} />
      )}
    </section>
  )
}

function Restore({
  flowId,
  current,
  version,
}: {
  flowId: string
  current: number
  version: number
}) {
  const { t } = useTranslation()
  const say = useProblemText()
  const { slug } = useSession().organization
  const { go } = useGo()
  const refusal = useRefusal('restoreFlow')
  const [asking, setAsking] = useState(false)
  const restore = useMutation({
    mutationFn: () =>
      client.restoreFlow({ params: { flowId }, body: { from: version, version: current } }),
    onSuccess: (flow) => {
      void refresh('listFlows', 'getFlow', 'listFlowVersions')
      toast(t('flows.versions.restored', { from: version, version: flow.version }))
      setAsking(false)
      go(paths.flowVersions(slug, flowId))
    },
    onError: (error) => {
      void refresh('getFlow', 'listFlowVersions')
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      setAsking(false)
    },
  })
  return (
    <>
      <Button
        icon={<RotateCcw size={16} />}
        disabledReason={refusal ?? (version === current ? t('flows.versions.is-current') : null)}
        onPress={() => setAsking(true)}
      >
        {t('flows.versions.restore')}
      </Button>
      <ConfirmDialog
        title={t('flows.versions.restore-question', { version })}
        confirm={t('flows.versions.restore')}
        isOpen={asking}
        isPending={restore.isPending}
        onConfirm={() => restore.mutate()}
        onClose={() => setAsking(false)}
      >
        {t('flows.versions.restore-text', { version, next: current + 1 })}
      </ConfirmDialog>
    </>
  )
}

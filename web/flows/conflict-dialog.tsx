import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { Tabs } from '#web/ui/tabs.tsx'
import { toast } from '#web/ui/toast.tsx'
import styles from './builder.module.css'
import { ChangeList } from './change-list.tsx'
import type { Builder } from './use-builder.ts'

/** Somebody else saved in between: what they changed, what was changed here, and the two ways on. */
export function ConflictDialog({ builder }: { builder: Builder }) {
  const { base, save } = builder
  const changed = save.error instanceof ApiError && save.error.type === 'flow-changed'
  return changed && base ? <Conflict builder={builder} base={base} /> : null
}

function Conflict({ builder, base }: { builder: Builder; base: NonNullable<Builder['base']> }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const { slug } = useSession().organization
  const { go } = useGo()
  const [side, setSide] = useState<'theirs' | 'mine'>('theirs')
  const refusedCopy = useRefusal('createFlow')
  const params = { flowId: base.id }
  const latest = useQuery({ ...query('getFlow', { params }), staleTime: 0 })
  const versions = useQuery({ ...query('listFlowVersions', { params, query: {} }), staleTime: 0 })
  const theirs = latest.data && latest.data.version > base.version ? latest.data : null
  const by = versions.data?.items.find(({ version }) => version === theirs?.version)?.savedBy
  const [idempotencyKey] = useState(() => crypto.randomUUID())
  const copy = useMutation({
    mutationFn: () =>
      client.createFlow({
        body: {
          ...builder.content,
          name: t('flows.copy-of', { title: builder.content.name }).slice(0, 100),
        },
        idempotencyKey,
      }),
    onSuccess: (made) => {
      void refresh('listFlows')
      // Nothing is lost by leaving now.
      if (theirs) builder.load(theirs)
      toast(t('flows.created', { name: made.name }))
      queries.setQueryData(query('getFlow', { params: { flowId: made.id } }).queryKey, made)
      setTimeout(() => go(paths.flow(slug, made.id)))
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  return (
    <Dialog
      title={t('flows.conflict.title')}
      lead={
        theirs &&
        (by
          ? t('flows.conflict.by', { name: by.name, version: theirs.version })
          : t('flows.conflict.by-somebody', { version: theirs.version }))
      }
      isOpen
      onClose={() => builder.save.reset()}
      actions={
        theirs && (
          <>
            <Button
              isPending={copy.isPending}
              disabledReason={refusedCopy}
              onPress={() => copy.mutate()}
            >
              {t('flows.conflict.save-copy')}
            </Button>
            <Button kind="primary" onPress={() => builder.load(theirs)}>
              {t('flows.conflict.load')}
            </Button>
          </>
        )
      }
    >
      {theirs ? (
        <div className={styles.conflict}>
          <Tabs
            label={t('flows.conflict.title')}
            tabs={[
              { id: 'theirs', label: t('flows.conflict.theirs') },
              { id: 'mine', label: t('flows.conflict.mine') },
            ]}
            value={side}
            onChange={setSide}
          >
            <div className={styles.conflictChanges}>
              <ChangeList from={base} to={side === 'theirs' ? theirs : builder.content} />
            </div>
          </Tabs>
          <p className={styles.quiet}>{t('flows.conflict.text')}</p>
        </div>
      ) : latest.error ? (
        <ErrorState error={latest.error} retry={() => void latest.refetch()} />
      ) : (
        <FormSkeleton fields={3} label={t('flows.conflict.title')} />
      )}
    </Dialog>
  )
}

import { useMutation, useQuery } from '@tanstack/react-query'
import { FileArchive } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, query, refresh } from '#web/api.ts'
import { OperationProgress } from '#web/shell/operation-progress.tsx'
import { useRefusal } from '#web/shell/session.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { FormSection } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import styles from './organization.module.css'

/** Everything of the organization as a file (OR4): made in the background, to be had until it expires. */
export function Exports() {
  const { t } = useTranslation()
  const refusal = useRefusal('exportOrganization')
  const say = useProblemText()
  // One key an export: pressed twice, or again after a lost answer, it is made once.
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const start = useMutation({
    mutationFn: () => client.exportOrganization({ idempotencyKey }),
    onSuccess: async () => {
      setKey(crypto.randomUUID())
      await refresh('listOperations')
    },
    onError: (error) => {
      setKey(crypto.randomUUID())
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  return (
    <FormSection
      id="export"
      title={t('organization.export.title')}
      lead={t('organization.export.lead')}
    >
      <p className={styles.quiet}>{t('organization.export.what')}</p>
      <div>
        <Button
          icon={<FileArchive size={16} />}
          isPending={start.isPending}
          disabledReason={refusal}
          onPress={() => start.mutate()}
        >
          {t('organization.export.start')}
        </Button>
      </div>
      {!refusal && <Recent />}
    </FormSection>
  )
}

/** Those that one began oneself: nobody else is given them. */
function Recent() {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  const operations = useQuery(query('listOperations'))
  if (operations.error)
    return <ErrorState error={operations.error} retry={() => void operations.refetch()} />
  if (!operations.data) return <ListSkeleton rows={1} label={t('organization.export.recent')} />
  const exports = operations.data.items.filter(({ kind }) => kind === 'organization-export')
  if (exports.length === 0) return null
  return (
    <section aria-labelledby="exports">
      <h3 id="exports" className={styles.recent}>
        {t('organization.export.recent')}
      </h3>
      <ul className={styles.exports}>
        {exports.map((operation) => (
          <li key={operation.id} className={styles.export}>
            <OperationProgress
              operation={operation}
              label={t('organization.export.of', { time: format.dateTime(operation.createdAt) })}
              onEnd={() => void refresh('listOperations')}
            />
            {operation.status === 'done' && !operation.file && (
              <p className={styles.quiet}>{t('organization.export.gone')}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'
import { ErrorState } from '#web/ui/error-state.tsx'
import { FormSection } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Meter } from '#web/ui/meter.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'

/** What photos and signatures of tasks take, for whoever may edit the organization. */
export function Storage() {
  const { t } = useTranslation()
  const format = useFormat()
  const refusal = useRefusal('getAttachmentUsage')
  const usage = useQuery({ ...query('getAttachmentUsage'), enabled: refusal === null })
  if (refusal) return null
  const { bytes, bytesMax } = usage.data ?? { bytes: 0, bytesMax: null }
  const used = format.bytes(bytes)
  return (
    <FormSection title={t('organization.storage.title')} lead={t('organization.storage.lead')}>
      {usage.error && !usage.data ? (
        <ErrorState error={usage.error} retry={() => void usage.refetch()} />
      ) : !usage.data ? (
        <ListSkeleton rows={1} label={t('organization.storage.title')} />
      ) : (
        <Meter
          label={t('organization.storage.attachments')}
          words={
            bytesMax === null
              ? used
              : t('organization.storage.of', { used, limit: format.bytes(bytesMax) })
          }
          value={bytes}
          maxValue={bytesMax}
        />
      )}
    </FormSection>
  )
}

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditFilter } from '#api/audit.ts'
import type { Operation } from '#api/operations.ts'
import { client, query, refresh } from '#web/api.ts'
import { OperationProgress } from '#web/shell/operation-progress.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import styles from './audit.module.css'

const formats = ['csv', 'jsonl'] as const

interface Props {
  /** The filters in force: what one sees is what is exported. */
  asked: typeof AuditFilter._zod.input
  onClose: () => void
}

/** Writes what the filters show to a file; the one that was made last can be had here again. */
export function ExportDialog({ asked, onClose }: Props) {
  const { t } = useTranslation()
  const [format, setFormat] = useState<(typeof formats)[number]>('csv')
  const operations = useQuery(query('listOperations'))
  const start = useMutation({
    mutationFn: () => client.exportAuditEvents({ body: { ...asked, format } }),
    onSuccess: () => void refresh('listOperations', 'listAuditEvents'),
  })
  const last: Operation | undefined =
    start.data ?? operations.data?.items.find(({ kind }) => kind === 'audit-export')
  const filtered = Object.values(asked).some(Boolean)
  return (
    <Dialog
      title={t('audit.export.title')}
      lead={t(filtered ? 'audit.export.lead-filtered' : 'audit.export.lead')}
      isOpen
      onClose={onClose}
    >
      <Form
        error={start.error}
        isPending={start.isPending}
        leaveFreely
        onSubmit={() => start.mutate()}
      >
        <RadioGroup
          cards
          label={t('audit.export.format')}
          name="format"
          choices={formats.map((id) => ({
            id,
            label: t(`audit.export.formats.${id}.label`),
            description: t(`audit.export.formats.${id}.text`),
          }))}
          value={format}
          onChange={setFormat}
        />
        <FormActions>
          <SubmitButton>{t('audit.export.start')}</SubmitButton>
          <Button onPress={onClose}>{t('ui.close')}</Button>
        </FormActions>
      </Form>
      {last && (
        <div className={styles.progress}>
          <OperationProgress key={last.id} operation={last} label={t('audit.export.label')} />
        </div>
      )}
    </Dialog>
  )
}

import { useMutation, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Operation } from '#api/operations.ts'
import { query, refresh } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import styles from './export-dialog.module.css'
import { OperationProgress } from './operation-progress.tsx'

interface Props {
  title: string
  lead: string
  /** "Exporting tasks" */
  label: string
  kind: Operation['kind']
  /** Whose, and the filters in force. */
  facts: readonly { name: string; value: string }[]
  /** How many, and which columns. */
  about: ReactNode
  start: () => Promise<Operation>
  onClose: () => void
}

/** Writes what a list shows to a file, and says before what that is; the one that was made last can be had here again. */
export function ExportDialog({ title, lead, label, kind, facts, about, start, onClose }: Props) {
  const { t } = useTranslation()
  const operations = useQuery(query('listOperations'))
  const begin = useMutation({
    mutationFn: start,
    onSuccess: () => void refresh('listOperations'),
  })
  const last = begin.data ?? operations.data?.items.find((one) => one.kind === kind)
  return (
    <Dialog title={title} lead={lead} isOpen onClose={onClose}>
      <Form
        error={begin.error}
        isPending={begin.isPending}
        leaveFreely
        onSubmit={() => begin.mutate()}
      >
        <Facts facts={facts} />
        <p>{about}</p>
        <FormActions>
          <SubmitButton>{t('ui.export')}</SubmitButton>
          <Button onPress={onClose}>{t('ui.close')}</Button>
        </FormActions>
      </Form>
      {last && (
        <div className={styles.progress}>
          <OperationProgress key={last.id} operation={last} label={label} />
        </div>
      )}
    </Dialog>
  )
}

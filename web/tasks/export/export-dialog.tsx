import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Operation } from '#api/operations.ts'
import { client, query, refresh } from '#web/api.ts'
import { OperationProgress } from '#web/shell/operation-progress.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import type { TaskFilters } from '../use-task-filters.tsx'
import styles from './export.module.css'

/** Writes what the list shows to a file, and says before what that is (TK1); the one that was made last can be had here again. */
export function ExportDialog({ filters, onClose }: { filters: TaskFilters; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { tab, status } = filters
  const mine = tab === 'mine'
  const asked = { ...filters.asked, ...(mine && { assigneeId: 'me' as const }) }
  const counts = useQuery(query('countTasks', { query: asked })).data
  const statuses = status?.split(',') ?? ['unassigned', 'ongoing', 'done']
  const about =
    counts &&
    Object.entries(counts)
      .filter(([name]) => statuses.includes(name))
      .reduce((sum, [, count]) => sum + Number(count), 0)
  const operations = useQuery(query('listOperations'))
  const start = useMutation({
    mutationFn: () => client.exportTasks({ body: { ...asked, status } }),
    onSuccess: () => void refresh('listOperations'),
  })
  const last: Operation | undefined =
    start.data ?? operations.data?.items.find(({ kind }) => kind === 'task-export')
  const flow = filters.chips.find(({ id }) => id === 'flow')?.value
  const shown = [
    ...(tab !== 'all' && !mine
      ? [{ id: 'tab', name: t('tasks.status-title'), value: t(`tasks.tabs.${tab}`) }]
      : []),
    ...(asked.q ? [{ id: 'q', name: t('task-exports.search'), value: asked.q }] : []),
    ...filters.chips.filter(({ id }) => !(mine && id === 'assignee')),
  ]
  return (
    <Dialog title={t('task-exports.title')} lead={t('task-exports.lead')} isOpen onClose={onClose}>
      <Form
        error={start.error}
        isPending={start.isPending}
        leaveFreely
        onSubmit={() => start.mutate()}
      >
        <Facts
          facts={[
            {
              name: t('task-exports.what'),
              value: t(mine ? 'task-exports.own' : 'task-exports.all'),
            },
            ...shown.map(({ name, value }) => ({ name, value })),
          ]}
        />
        <p>
          {about !== undefined &&
            t('task-exports.about', { count: about, number: format.number(about) })}{' '}
          {flow ? t('task-exports.with-values', { flow }) : t('task-exports.without-values')}
        </p>
        <FormActions>
          <SubmitButton>{t('task-exports.start')}</SubmitButton>
          <Button onPress={onClose}>{t('ui.close')}</Button>
        </FormActions>
      </Form>
      {last && (
        <div className={styles.progress}>
          <OperationProgress key={last.id} operation={last} label={t('task-exports.label')} />
        </div>
      )}
    </Dialog>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { client, query } from '#web/api.ts'
import { ExportDialog as Dialog } from '#web/shell/export-dialog.tsx'
import { useFormat } from '#web/ui/format.ts'
import type { TaskFilters } from '../use-task-filters.tsx'

/** Writes what the list shows to a file, and says before what that is (TK1). */
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
  const flow = filters.chips.find(({ id }) => id === 'flow')?.value
  return (
    <Dialog
      title={t('task-exports.title')}
      lead={t('task-exports.lead')}
      label={t('task-exports.label')}
      kind="task-export"
      facts={[
        { name: t('exports.what'), value: t(mine ? 'task-exports.own' : 'task-exports.all') },
        ...(tab !== 'all' && !mine
          ? [{ name: t('tasks.status-title'), value: t(`tasks.tabs.${tab}`) }]
          : []),
        ...(asked.q ? [{ name: t('exports.search'), value: asked.q }] : []),
        ...filters.chips.filter(({ id }) => !(mine && id === 'assignee')),
      ]}
      about={
        <>
          {about !== undefined &&
            t('task-exports.about', { count: about, number: format.number(about) })}{' '}
          {flow ? t('task-exports.with-values', { flow }) : t('task-exports.without-values')}
        </>
      }
      start={() => client.exportTasks({ body: { ...asked, status } })}
      onClose={onClose}
    />
  )
}

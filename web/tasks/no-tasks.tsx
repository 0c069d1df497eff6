import { LayoutList, Plus, SearchX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { TaskStatus } from '#api/tasks.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import type { TaskFilters } from './use-task-filters.tsx'

export type Counts = Record<TaskStatus, number>

interface Props {
  filters: TaskFilters
  counts: Counts | undefined
  onCreate: (() => void) | null
}

/** Nothing at all yet, nothing under these filters, or nothing in this status while others have some. */
export function NoTasks({ filters, counts, onCreate }: Props) {
  const { t } = useTranslation()
  const { tab, filtered } = filters
  const other = TaskStatus.options.find((one) => one !== tab && (counts?.[one] ?? 0) > 0)
  if (other && tab !== 'all' && tab !== 'mine')
    return (
      <EmptyState
        icon={<LayoutList size={20} />}
        title={t(`tasks.none-in.${tab}`)}
        action={
          <Button onPress={() => filters.toTab(other)}>
            {t('tasks.show-status', { status: t(`tasks.status.${other}`) })}
          </Button>
        }
      >
        {t(filtered ? 'tasks.none-in.filtered' : 'tasks.none-in.text')}
      </EmptyState>
    )
  if (filtered)
    return (
      <EmptyState
        icon={<SearchX size={20} />}
        title={t('tasks.none-found.title')}
        action={<Button onPress={filters.clear}>{t('ui.clear-filters')}</Button>}
      >
        {t('tasks.none-found.text')}
      </EmptyState>
    )
  return (
    <EmptyState
      icon={<LayoutList size={20} />}
      title={t('tasks.none.title')}
      action={
        onCreate && (
          <Button icon={<Plus size={16} />} onPress={onCreate}>
            {t('tasks.new')}
          </Button>
        )
      }
    >
      {t('tasks.none.text')}
    </EmptyState>
  )
}

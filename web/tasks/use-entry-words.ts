import { useTranslation } from 'react-i18next'
import type { Task, TaskEntry } from '#api/tasks.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { useFormat } from '#web/ui/format.ts'

type Event = TaskEntry['event']
type People = readonly { id: string | null; name: string }[]

/** What somebody did to a task, as what follows their name: "moved this from Jakarta to Bandung". */
export function useEntryWords(task: Task) {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  const titles = new Map(
    task.pages.flatMap(({ components }) => components.map(({ id, title }) => [id, title])),
  )
  const names = (people: People) => format.list(people.map(({ name }) => name))
  const assigned = (added: People, removed: People, by: string | null) => {
    const [first] = added
    if (added.length === 1 && removed.length === 0 && first?.id && first.id === by)
      return t('tasks.stream.took')
    if (removed.length === 0) return t('tasks.stream.gave', { names: names(added) })
    if (added.length === 0) return t('tasks.stream.took-from', { names: names(removed) })
    return t('tasks.stream.gave-instead', { names: names(added), before: names(removed) })
  }
  const edited = ({ title, startsAt, endsAt, components }: Extract<Event, { kind: 'edited' }>) => {
    const parts = [
      ...(title ? [t('tasks.stream.renamed', title)] : []),
      ...(startsAt ? [t('tasks.stream.start', { time: format.dateTime(startsAt.to) })] : []),
      ...(endsAt ? [t('tasks.stream.end', { time: format.dateTime(endsAt.to) })] : []),
      ...(components.length > 0
        ? [
            t('tasks.stream.answers', {
              titles: format.list(components.map((id) => titles.get(id) ?? id)),
            }),
          ]
        : []),
    ]
    return parts.join('; ')
  }
  return (event: Event, by: string | null): string => {
    switch (event.kind) {
      case 'created':
        return t('tasks.stream.created')
      case 'imported':
        return t('tasks.stream.imported')
      case 'done':
        return t('tasks.stream.done')
      case 'commented':
        return t('tasks.stream.comment-removed')
      case 'edited':
        return edited(event)
      case 'assigned':
        return assigned(event.added, event.removed, by)
      case 'moved': {
        const other = t('tasks.stream.other-hub')
        const moved = t('tasks.stream.moved', {
          from: event.from?.name ?? other,
          to: event.to?.name ?? other,
        })
        return event.removed.length > 0
          ? `${moved}; ${t('tasks.stream.lost', { names: names(event.removed) })}`
          : moved
      }
    }
  }
}

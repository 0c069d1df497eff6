import { CloudOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Task } from '#api/tasks.ts'
import { aheadMax } from '#web/fetch-ahead.ts'
import { paths } from '#web/paths.ts'
import { ownerOf, presentShelf } from '#web/present-shelf.ts'
import { hasShelf, isBegun, listenToShelves, type Shelf, type Work } from '#web/shelf.ts'
import { Note } from '#web/shell/note.tsx'
import { type Session, useSession } from '#web/shell/session.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { addDays, dayOf, startOf } from './day.ts'
import styles from './my-tasks.module.css'
import { sortByUrgency, urgencies } from './sort-by-urgency.ts'
import { TaskGroup } from './task-group.tsx'
import { Due } from './task-words.tsx'

interface Kept {
  works: (Work & { task: Task })[]
  ahead: Awaited<ReturnType<Shelf['findAhead']>>
}

/** Without a connection: the tasks of mine that this device keeps, each of which opens, and of when they are (TK1). */
export function KeptTasks({ retry }: { retry?: (() => void) | undefined }) {
  const { t } = useTranslation()
  const {
    organization: { slug },
    member,
  } = useSession()
  const timeZone = useTimeZone()
  const format = useFormat(timeZone)
  const kept = useKept()
  const again = retry && <Button onPress={retry}>{t('ui.try-again')}</Button>
  if (!kept) return <ListSkeleton rows={5} label={t('tasks.mine.heading')} />
  const { works, ahead } = kept
  if (works.length === 0)
    return (
      <EmptyState icon={<CloudOff size={20} />} title={t('tasks.kept.none.title')} action={again}>
        {t('tasks.kept.none.text')}
      </EmptyState>
    )
  const byId = new Map<string, Work>(works.map((work) => [work.taskId, work]))
  const groups = sortByUrgency(
    // That it is mine goes without saying.
    works.map(({ task }) => ({
      ...task,
      assignees: task.assignees.filter(({ id }) => id !== member.id),
    })),
    timeZone,
  )
  const last =
    ahead && startOf(addDays(dayOf(new Date(ahead.at).toISOString(), timeZone), 2), timeZone)
  // Those that are as old as the list says it is itself.
  const isOlder = (seenAt: number | null | undefined) => seenAt && (!ahead || seenAt < ahead.at)
  return (
    <div className={styles.groups}>
      <Note icon={<CloudOff size={14} aria-hidden />}>
        <p role="status">{t('tasks.kept.offline')}</p>
        <p>
          {ahead && last
            ? t('tasks.kept.as-of', { day: format.date(last), time: format.dateTime(ahead.at) })
            : t('tasks.kept.opened')}
          {ahead?.more && ` ${t('tasks.kept.more', { count: aheadMax })}`}
        </p>
        {again}
      </Note>
      {urgencies
        .filter((urgency) => groups[urgency].length > 0)
        .map((urgency) => (
          <TaskGroup
            key={urgency}
            title={t(`tasks.mine.${urgency}`)}
            late={urgency === 'overdue'}
            tasks={groups[urgency]}
            href={({ id }) => paths.doTask(slug, id)}
            when={(task) => {
              const seenAt = byId.get(task.id)?.seenAt
              return (
                <>
                  <Due task={task} />
                  {isOlder(seenAt) && (
                    <span>{t('tasks.kept.seen', { time: format.dateTime(seenAt ?? 0) })}</span>
                  )}
                </>
              )
            }}
            action={({ id }) => {
              const work = byId.get(id)
              return isBegun(work) && <State sending={work?.sending} />
            }}
          />
        ))}
    </div>
  )
}

function State({ sending }: { sending: Work['sending'] | undefined }) {
  const { t } = useTranslation()
  if (!sending) return <Badge tone="blue">{t('tasks.kept.begun')}</Badge>
  return sending.trouble ? (
    <Badge tone="red">{t('doing.states.trouble')}</Badge>
  ) : (
    <Badge tone="green">{t('doing.states.waiting')}</Badge>
  )
}

/** What this device keeps of whoever is in, as it changes; undefined until it was asked. */
function useKept(): Kept | undefined {
  const session = useSession()
  const [kept, setKept] = useState<Kept>()
  useEffect(() => {
    let left = false
    const look = () =>
      findKept(session)
        .catch(() => ({ works: [], ahead: null }))
        .then((found) => left || setKept(found))
    void look()
    const unlisten = listenToShelves(() => void look())
    return () => {
      left = true
      unlisten()
    }
  }, [session])
  return kept
}

/** Looking makes no shelf. */
async function findKept(session: Session): Promise<Kept> {
  const owner = ownerOf(session)
  if (!(await hasShelf(owner))) return { works: [], ahead: null }
  const shelf = await presentShelf(owner)
  const works = (await shelf.listWorks()).flatMap((work) =>
    work.task ? [{ ...work, task: work.task }] : [],
  )
  const starting = ({ task }: { task: Task }) => Date.parse(task.startsAt)
  return {
    works: works.toSorted((a, b) => starting(a) - starting(b)),
    ahead: await shelf.findAhead(),
  }
}

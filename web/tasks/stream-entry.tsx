import { useMutation } from '@tanstack/react-query'
import {
  ArrowRightLeft,
  CircleCheck,
  FileUp,
  MessageSquareX,
  Pencil,
  Plus,
  Trash2,
  UserPlus,
} from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Task, TaskEntry } from '#api/tasks.ts'
import { client, refresh } from '#web/api.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import styles from './task-stream.module.css'
import { useEntryWords } from './use-entry-words.ts'
import { useSayError } from './use-say-error.ts'

type Kind = TaskEntry['event']['kind']

const icons: Record<Exclude<Kind, 'commented'>, ReactNode> = {
  created: <Plus size={14} />,
  imported: <FileUp size={14} />,
  edited: <Pencil size={14} />,
  assigned: <UserPlus size={14} />,
  moved: <ArrowRightLeft size={14} />,
  done: <CircleCheck size={14} />,
}

/** One thing that happened, in a sentence, or that was said, in its words. */
export function StreamEntry({ task, entry }: { task: Task; entry: TaskEntry }) {
  const { t } = useTranslation()
  const timeZone = useTimeZone()
  const words = useEntryWords(task)
  const { event, by, at } = entry
  const name = by?.name ?? t('tasks.stream.foyer')
  const when = (
    <span className={styles.when}>
      <RelativeTime time={at} timeZone={timeZone} />
    </span>
  )
  if (event.kind === 'commented' && event.text !== null)
    return (
      <li className={styles.comment}>
        <Avatar id={by?.id ?? entry.id} name={name} size={24} />
        <div className={styles.said}>
          <p className={styles.head}>
            <strong>{name}</strong> {when}
            {event.mayRemove && <RemoveComment taskId={task.id} entryId={entry.id} />}
          </p>
          <p className={styles.text}>{event.text}</p>
        </div>
      </li>
    )
  return (
    <li className={styles.event}>
      <span className={styles.icon} aria-hidden>
        {event.kind === 'commented' ? <MessageSquareX size={14} /> : icons[event.kind]}
      </span>
      <p>
        <strong>{name}</strong> {words(event, by?.id ?? null)} {when}
      </p>
    </li>
  )
}

function RemoveComment({ taskId, entryId }: { taskId: string; entryId: string }) {
  const { t } = useTranslation()
  const say = useSayError()
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => client.removeComment({ params: { taskId, entryId } }),
    onSuccess: () => refresh('listTaskEntries'),
    onError: (error) => {
      say(error)
      setAsking(false)
      void refresh('listTaskEntries')
    },
  })
  return (
    <span className={styles.remove}>
      <IconButton
        size="small"
        label={t('tasks.stream.remove')}
        icon={<Trash2 size={14} />}
        onPress={() => setAsking(true)}
      />
      <ConfirmDialog
        title={t('tasks.stream.remove-question')}
        confirm={t('tasks.stream.remove')}
        danger
        isOpen={asking}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        {t('tasks.stream.remove-text')}
      </ConfirmDialog>
    </span>
  )
}

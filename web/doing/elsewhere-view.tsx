import { AppWindow } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Task } from '#api/tasks.ts'
import type { Shelf, Work } from '#web/shelf.ts'
import { Note } from '#web/shell/note.tsx'
import { Button } from '#web/ui/button.tsx'
import { deviceFiles } from './device-files.ts'
import styles from './doing.module.css'
import { Review } from './review.tsx'
import { stepsOf } from './steps.ts'

interface Props {
  task: Task
  work: Work
  shelf: Shelf
  onTake: () => void
}

/** The task is being done in another tab: what was filled in there, to be read, and the way to go on here instead. */
export function ElsewhereView({ task, work, shelf, onTake }: Props) {
  const { t } = useTranslation()
  const files = useMemo(() => deviceFiles(shelf, task.id), [shelf, task.id])
  return (
    <section className={styles.review}>
      <h2 className={styles.heading}>{t('doing.elsewhere.title')}</h2>
      <Note icon={<AppWindow size={14} aria-hidden />}>
        <p role="status">{t('doing.elsewhere.text')}</p>
        <Button size="small" onPress={onTake}>
          {t('doing.elsewhere.take')}
        </Button>
      </Note>
      <Review
        steps={stepsOf(task, work.values)}
        values={{ ...work.values, ...task.values }}
        files={files}
      />
    </section>
  )
}

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Component } from '#api/flows.ts'
import type { Task } from '#api/tasks.ts'
import { answerOf, takesValue } from '#web/shell/form-values.ts'
import { judgeFields } from '#web/shell/judge-fields.ts'
import { ValueText } from '#web/shell/value-text.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { PanelSection } from '#web/ui/panel.tsx'
import { Lightbox } from './lightbox.tsx'
import styles from './task-panel.module.css'
import { Thumbnails } from './thumbnails.tsx'

/**
 * What was filled in, page by page: the first page while the task is open, all of them once it is done. What its conditions
 * hid is not there; pictures are shown, and opened large.
 */
export function TaskAnswers({ task }: { task: Task }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<string | null>(null)
  const judged = judgeFields(task.pages, task.values)
  const pages = (task.status === 'done' ? task.pages : task.pages.slice(0, 1)).map((page) => ({
    ...page,
    components: page.components.filter((one) => takesValue(one) && judged.get(one.id)?.shown),
  }))
  const titles = new Map(
    task.pages.flatMap(({ components }) => components.map(({ id, title }) => [id, title])),
  )
  const pictures = task.attachments.map((one) => ({
    ...one,
    title: titles.get(one.componentId) ?? '',
  }))
  const value = (component: Component) => {
    const files = pictures.filter(({ componentId }) => componentId === component.id)
    return files.length > 0 ? (
      <Thumbnails pictures={files} onOpen={setOpen} />
    ) : (
      <ValueText component={component} value={answerOf(task.values, component.id)} />
    )
  }
  return (
    <>
      {pages.map((page, at) => {
        if (page.components.length === 0) return null
        const empty = page.components.every(({ id }) => answerOf(task.values, id) === undefined)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pages of a version never change their order
          <PanelSection key={at} title={page.title}>
            {empty && at > 0 ? (
              <p className={styles.none}>{t('tasks.nothing-filled-in')}</p>
            ) : (
              <Facts
                facts={page.components.map((one) => ({ name: one.title, value: value(one) }))}
              />
            )}
          </PanelSection>
        )
      })}
      <Lightbox pictures={pictures} open={open} onOpen={setOpen} />
    </>
  )
}

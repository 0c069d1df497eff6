import { useTranslation } from 'react-i18next'
import type { Returned } from '#api/route.ts'
import type { previewTaskImport } from '#api/task-imports.ts'
import { Mistakes } from '#web/shell/table-import/mistakes.tsx'
import { PreviewSection } from '#web/shell/table-import/preview-section.tsx'
import { Scrolls } from '#web/shell/table-import/scrolls.tsx'
import styles from '#web/shell/table-import/table-import.module.css'
import { Badge } from '#web/ui/badge.tsx'
import { cx } from '#web/ui/cx.ts'
import { useFormat } from '#web/ui/format.ts'

export type Preview = Returned<typeof previewTaskImport>
type Mistake = Preview['errors'][number]

const outcomes = ['add', 'refuse'] as const
const tones = { add: 'green', refuse: 'red' } as const

/** What importing would do: how many, what is wrong by line, and the first tasks. */
export function ImportPreview({ preview }: { preview: Preview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { errors, rows } = preview
  const heading = t('task-imports.first-rows', { count: rows.length })
  const counts = outcomes.map((id) => ({
    id,
    count: preview[id],
    words: t(`task-imports.outcomes.${id}`),
  }))
  const words = ({ reason, column, component, values }: Mistake) => {
    // Where there is a limit, it is told.
    const limited = 'min' in values || 'max' in values
    const said = limited
      ? t(`field-errors.${reason.replace('value-', '')}`, values)
      : t(`operations.reasons.${reason}`)
    // The column is not always called as the field is; a field that no column holds is named here alone.
    return component && component !== column
      ? t('task-imports.about-component', { component, reason: said })
      : said
  }
  return (
    <PreviewSection counts={counts}>
      <Mistakes mistakes={errors.map((one) => ({ ...one, words: words(one) }))} />
      <h4 className={styles.heading}>{heading}</h4>
      <Scrolls label={heading}>
        <table className={cx(styles.rows, styles.cards)}>
          <thead>
            <tr>
              <th scope="col">{t('imports.line-heading')}</th>
              <th scope="col">{t('task-imports.task-heading')}</th>
              <th scope="col">{t('task-imports.hub-heading')}</th>
              <th scope="col">{t('task-imports.when-heading')}</th>
              <th scope="col">{t('task-imports.assignees-heading')}</th>
              <th scope="col">{t('imports.outcome-heading')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ line, outcome, title, hub, startsAt, endsAt, assignees }) => (
              <tr key={line}>
                <th scope="row">{line}</th>
                <td>{title}</td>
                <td>{hub ?? ''}</td>
                <td>
                  {[startsAt, endsAt]
                    .map((time) => (time ? format.dateTime(time) : '?'))
                    .join(' – ')}
                </td>
                <td>{assignees > 0 ? format.number(assignees) : ''}</td>
                <td>
                  <Badge tone={tones[outcome]}>{t(`imports.badges.${outcome}`)}</Badge>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
    </PreviewSection>
  )
}

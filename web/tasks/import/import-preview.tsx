import { useTranslation } from 'react-i18next'
import type { Returned } from '#api/route.ts'
import type { previewTaskImport } from '#api/task-imports.ts'
import { PreviewSection } from '#web/shell/table-import/preview-section.tsx'
import { useFormat } from '#web/ui/format.ts'

type Preview = Returned<typeof previewTaskImport>
type Mistake = Preview['errors'][number]

const outcomes = ['add', 'refuse'] as const

/** What importing would do: how many, what is wrong by line, and the first tasks. */
export function ImportPreview({ preview }: { preview: Preview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { errors, rows } = preview
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
    <PreviewSection
      counts={outcomes.map((id) => ({
        id,
        count: preview[id],
        words: t(`task-imports.outcomes.${id}`),
      }))}
      mistakes={errors.map((one) => ({ ...one, words: words(one) }))}
      rows={rows}
      heading={t('task-imports.first-rows', { count: rows.length })}
      columns={[
        { id: 'title', heading: t('task-imports.task-heading'), cell: ({ title }) => title },
        { id: 'hub', heading: t('task-imports.hub-heading'), cell: ({ hub }) => hub ?? '' },
        {
          id: 'when',
          heading: t('task-imports.when-heading'),
          cell: ({ startsAt, endsAt }) =>
            [startsAt, endsAt].map((time) => (time ? format.dateTime(time) : '?')).join(' – '),
        },
        {
          id: 'assignees',
          heading: t('task-imports.assignees-heading'),
          cell: ({ assignees }) => (assignees > 0 ? format.number(assignees) : ''),
        },
      ]}
    />
  )
}

import { useTranslation } from 'react-i18next'
import type { previewUserImport } from '#api/imports.ts'
import type { Returned } from '#api/route.ts'
import { PreviewSection } from '#web/shell/table-import/preview-section.tsx'

const outcomes = ['add', 'update', 'unchanged', 'refuse'] as const

/** What importing would do: how many, what is wrong by line, and the first people. */
export function ImportPreview({ preview }: { preview: Returned<typeof previewUserImport> }) {
  const { t } = useTranslation()
  const { errors, rows } = preview
  return (
    <PreviewSection
      counts={outcomes.map((id) => ({
        id,
        count: preview[id],
        words: t(`imports.outcomes.${id}`),
      }))}
      mistakes={errors.map((one) => ({ ...one, words: t(`operations.reasons.${one.reason}`) }))}
      rows={rows}
      heading={t('imports.first-people', { count: rows.length })}
      columns={[
        { id: 'name', heading: t('imports.name-heading'), cell: ({ name }) => name },
        { id: 'email', heading: t('imports.email-heading'), cell: ({ email }) => email },
      ]}
    />
  )
}

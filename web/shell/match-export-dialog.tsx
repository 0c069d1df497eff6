import { useTranslation } from 'react-i18next'
import { client } from '#web/api.ts'
import { useFormat } from '#web/ui/format.ts'
import { ExportDialog } from './export-dialog.tsx'
import type { MatchFilters } from './use-match-filters.tsx'

interface Props {
  filters: MatchFilters
  /** Name of the one program that the list is of. */
  program?: string | undefined
  /** How many there are, once that is known. */
  about: number | undefined
  onClose: () => void
}

/** Writes the matches that the list shows to a file (MT2). */
export function MatchExportDialog({ filters, program, about, onClose }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { asked, chips } = filters
  return (
    <ExportDialog
      title={t('match-exports.title')}
      lead={t('match-exports.lead')}
      label={t('match-exports.label')}
      kind="match-export"
      facts={[
        { name: t('exports.what'), value: program ?? t('match-exports.all') },
        ...(asked.q ? [{ name: t('exports.search'), value: asked.q }] : []),
        ...chips,
      ]}
      about={
        <>
          {about !== undefined &&
            t('match-exports.about', { count: about, number: format.number(about) })}{' '}
          {t('match-exports.columns')}
        </>
      }
      start={() => client.exportMatches({ body: asked })}
      onClose={onClose}
    />
  )
}

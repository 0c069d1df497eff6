import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type ImportTarget, importTargets, type UserImport } from '#api/imports.ts'
import { query } from '#web/api.ts'
import { ColumnMapping } from '#web/shell/table-import/column-mapping.tsx'
import type { ImportChange } from './import-change.ts'

/** What each column of a file of people is. */
export function PeopleColumns({
  file,
  onChange,
}: {
  file: UserImport
  onChange: (change: ImportChange) => void
}) {
  const { t } = useTranslation()
  const fields = useQuery(query('listFields')).data?.items ?? []
  const targets: { id: ImportTarget; label: string }[] = [
    ...importTargets.map((id) => ({ id, label: t(`imports.targets.${id}`) })),
    // What nobody else sees, nobody else writes.
    ...fields
      .filter(({ visibility }) => visibility !== 'nobody')
      .map(({ id, name }): { id: ImportTarget; label: string } => ({
        id: `field:${id}`,
        label: name,
      })),
  ]
  return (
    <ColumnMapping
      columns={file.columns}
      targets={targets}
      onChange={(mapping) => onChange({ mapping })}
    />
  )
}

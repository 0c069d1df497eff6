import { useTranslation } from 'react-i18next'
import type { Component } from '#api/flows.ts'
import {
  standsInTable,
  type TaskImport,
  type TaskImportTarget,
  taskImportTargets,
} from '#api/task-imports.ts'
import { ColumnMapping } from '#web/shell/table-import/column-mapping.tsx'
import type { ImportChange } from './import-change.ts'

interface Props {
  file: TaskImport
  /** Of the first page of the flow that was chosen. */
  components: readonly Component[]
  onChange: (change: ImportChange) => void
}

/** What each column of a file of tasks is. */
export function TaskColumns({ file, components, onChange }: Props) {
  const { t } = useTranslation()
  const targets: { id: TaskImportTarget; label: string }[] = [
    ...taskImportTargets.map((id) => ({ id, label: t(`task-imports.targets.${id}`) })),
    ...components.filter(standsInTable).map(({ id, title }) => ({
      id: `component:${id}`,
      label: title,
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

import { useTranslation } from 'react-i18next'
import { Card } from '#web/ui/card.tsx'
import { ColumnMapping } from './column-mapping.tsx'
import { FileFormat } from './file-format.tsx'
import type { FileChange, PreparedFile } from './prepared-file.ts'

interface Props<Target extends string> {
  file: PreparedFile<Target>
  /** What a column can be. */
  targets: readonly { id: Target; label: string }[]
  onChange: (change: FileChange<Target>) => void
}

/** How a file is written, and what its columns are. */
export function FileCards<Target extends string>({ file, targets, onChange }: Props<Target>) {
  const { t } = useTranslation()
  return (
    <>
      <Card title={t('imports.format')} lead={t('imports.format-lead')}>
        <FileFormat file={file} onChange={onChange} />
      </Card>
      <Card
        title={t('imports.columns')}
        lead={file.remembered ? t('imports.remembered') : t('imports.columns-lead')}
        flush
      >
        <ColumnMapping
          columns={file.columns}
          targets={targets}
          onChange={(mapping) => onChange({ mapping })}
        />
      </Card>
    </>
  )
}

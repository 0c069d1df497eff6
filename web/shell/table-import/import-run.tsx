import { useTranslation } from 'react-i18next'
import type { Operation } from '#api/operations.ts'
import { refresh } from '#web/api.ts'
import { OperationProgress } from '#web/shell/operation-progress.tsx'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { useFormat } from '#web/ui/format.ts'
import type { ImportKind } from './import-kind.ts'
import styles from './table-import.module.css'

interface Props {
  kind: ImportKind
  operation: Operation
  /** Leads back to where the next file is handed in. */
  leadsOn?: boolean
}

/** An import while it runs, live, and what came of it; rows that were passed over wait there to be downloaded. */
export function ImportRun({ kind, operation, leadsOn = false }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { go } = useGo()
  const { words, result, changes, href } = kind
  return (
    <Card title={t('imports.run', { when: format.dateTime(operation.createdAt) })}>
      <div className={styles.run}>
        <OperationProgress
          operation={operation}
          label={words.running}
          onEnd={() => void refresh(...changes, 'listOperations')}
          actions={
            <>
              <Button size="small" onPress={() => go(result.href)}>
                {result.label}
              </Button>
              {leadsOn && (
                <Button size="small" onPress={() => go(href)}>
                  {words.another}
                </Button>
              )}
            </>
          }
        />
        {operation.file && <p className={styles.note}>{t('imports.refused-note')}</p>}
      </div>
    </Card>
  )
}

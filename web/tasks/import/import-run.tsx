import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Operation } from '#api/operations.ts'
import { refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { OperationProgress } from '#web/shell/operation-progress.tsx'
import { useSession } from '#web/shell/session.ts'
import styles from '#web/shell/table-import/table-import.module.css'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { useFormat } from '#web/ui/format.ts'

/** An import while it runs, live, and what came of it; rows that were passed over wait there to be downloaded. */
export function ImportRun({ operation, actions }: { operation: Operation; actions?: ReactNode }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const { go } = useGo()
  return (
    <Card title={t('imports.run', { when: format.dateTime(operation.createdAt) })}>
      <div className={styles.run}>
        <OperationProgress
          operation={operation}
          label={t('task-imports.running')}
          onEnd={() => void refresh('listTasks', 'countTasks', 'listTaskPlaces', 'listOperations')}
          actions={
            <>
              <Button
                size="small"
                // The newest first, whatever their status: what has just come.
                onPress={() => go(`${paths.tasks(slug)}?status=all&sort=newest`)}
              >
                {t('task-imports.to-tasks')}
              </Button>
              {actions}
            </>
          }
        />
        {operation.file && <p className={styles.note}>{t('task-imports.refused-note')}</p>}
      </div>
    </Card>
  )
}

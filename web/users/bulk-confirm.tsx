import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { BulkProblem } from './bulk-problem.tsx'
import { type BulkProps, useBulkChange } from './use-bulk-change.ts'
import styles from './users.module.css'

/** Asks before all who are selected are kept out, or let in again. */
export function BulkConfirm({ kind, ...props }: BulkProps & { kind: 'suspend' | 'restore' }) {
  const { t } = useTranslation()
  const change = useBulkChange(props)
  const { words } = props.selection
  return (
    <ConfirmDialog
      title={t(`users.bulk.${kind}-question`, { who: words })}
      confirm={t(`users.bulk.${kind}-confirm`)}
      danger={kind === 'suspend'}
      isOpen
      isPending={change.isPending}
      onConfirm={() => change.mutate({ kind })}
      onClose={props.onClose}
    >
      <div className={styles.asked}>
        <p>{t(`users.bulk.${kind}-text`)}</p>
        <BulkProblem error={change.error} />
      </div>
    </ConfirmDialog>
  )
}

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { useFormat } from '#web/ui/format.ts'
import { TextField } from '#web/ui/text-field.tsx'
import { BulkProblem } from './bulk-problem.tsx'
import { type BulkProps, useBulkChange } from './use-bulk-change.ts'
import styles from './users.module.css'

/** From so many on, the number is typed: what is removed cannot be brought back. */
const typedFrom = 10

/** Asks before all who are selected leave the organization (US10). */
export function BulkRemove(props: BulkProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const change = useBulkChange(props)
  const [typed, setTyped] = useState('')
  const { count, all, words } = props.selection
  const number = format.number(count)
  const asksNumber = all || count >= typedFrom
  const matches = typed.replaceAll(/\D/g, '') === String(count)
  return (
    <ConfirmDialog
      title={t('users.bulk.remove-question', { who: words })}
      confirm={t('users.bulk.remove-confirm')}
      danger
      isOpen
      isPending={change.isPending}
      disabledReason={asksNumber && !matches ? t('users.bulk.type-first', { number }) : null}
      onConfirm={() => change.mutate({ kind: 'remove' })}
      onClose={props.onClose}
    >
      <div className={styles.asked}>
        <p>{t('users.bulk.remove-text')}</p>
        {asksNumber && (
          <TextField
            label={t('users.bulk.type-number', { number })}
            inputMode="numeric"
            autoComplete="off"
            value={typed}
            onChange={setTyped}
          />
        )}
        <BulkProblem error={change.error} />
      </div>
    </ConfirmDialog>
  )
}

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RoleId } from '#api/common.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { RoleChoice } from './role-choice.tsx'
import { type BulkProps, useBulkChange } from './use-bulk-change.ts'

/** Gives all who are selected one role. */
export function BulkRole(props: BulkProps) {
  const { t } = useTranslation()
  const change = useBulkChange(props)
  const [roleId, setRoleId] = useState<string | null>(null)
  return (
    <Dialog
      title={t('users.bulk.role-title', { who: props.selection.words })}
      lead={t('users.bulk.role-lead')}
      size="small"
      isOpen
      onClose={props.onClose}
    >
      <Form
        error={change.error}
        isPending={change.isPending}
        leaveFreely
        onSubmit={() => roleId && change.mutate({ kind: 'role', roleId: RoleId.parse(roleId) })}
      >
        <RoleChoice value={roleId} onChange={setRoleId} />
        <FormActions>
          <SubmitButton disabledReason={roleId ? null : t('users.bulk.role-first')}>
            {t('users.bulk.role-confirm')}
          </SubmitButton>
          <Button onPress={props.onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}

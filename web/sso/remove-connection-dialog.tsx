import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connection } from '#api/sso.ts'
import { client, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { onLockOut } from './on-lock-out.ts'
import styles from './sso.module.css'

interface Props {
  connection: Connection
  onClose: () => void
}

/** Deletes a connection: its name is typed, for nothing of it comes back. */
export function RemoveConnectionDialog({ connection, onClose }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const { go } = useGo()
  const [typed, setTyped] = useState('')
  const { name, linkedMembers: count } = connection
  const remove = useMutation({
    mutationFn: () => client.removeConnection({ params: { connectionId: connection.id } }),
    onSuccess: () => {
      void refresh('listConnections', 'listDomains')
      toast(t('sso.removed', { name }))
      go(paths.singleSignOn(slug))
    },
  })
  return (
    <Dialog
      title={t('sso.remove-question', { name })}
      role="alertdialog"
      size="small"
      isOpen
      onClose={onClose}
    >
      <Form
        error={onLockOut(remove.error, t('sso.locks-out'), t('sso.locks-out-text'))}
        isPending={remove.isPending}
        leaveFreely
        onSubmit={() => remove.mutate()}
      >
        <p className={styles.words}>
          {t('sso.remove-warning', { count, number: format.number(count) })}
        </p>
        <TextField
          label={t('sso.remove-type', { name })}
          autoFocus
          autoComplete="off"
          autoCapitalize="none"
          value={typed}
          onChange={setTyped}
        />
        <FormActions>
          <Button
            type="submit"
            kind="danger"
            isPending={remove.isPending}
            disabledReason={typed.trim() === name ? null : t('sso.remove-type-first')}
          >
            {t('sso.remove-confirm')}
          </Button>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}

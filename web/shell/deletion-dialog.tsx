import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { client, refresh } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions } from '#web/ui/form.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import styles from './deletion-dialog.module.css'

/** Says what goes and what stays, and lets the own address be typed before it begins (PW7). */
export function DeletionDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const start = useMutation({
    mutationFn: () => client.startIdentityDeletion({ body: { email: typed } }),
    onSuccess: async () => {
      await refresh('getMySecurity', 'getSession')
      onClose()
    },
  })
  const owned = lastOwnedIn(start.error)
  const matches = typed.trim().toLowerCase() === email.toLowerCase()
  return (
    <Dialog
      title={t('me.security.deletion.question')}
      role="alertdialog"
      isOpen
      onClose={onClose}
      size="small"
    >
      <Form
        error={owned.length > 0 ? null : start.error}
        isPending={start.isPending}
        leaveFreely
        onSubmit={() => matches && start.mutate()}
      >
        <div className={styles.text}>
          {owned.length > 0 && (
            <div role="alert" className={styles.refused}>
              <p>{t('me.security.deletion.last-owner', { count: owned.length })}</p>
              <ul>
                {owned.map(({ id, name }) => (
                  <li key={id}>
                    <strong>{name}</strong>
                  </li>
                ))}
              </ul>
            </div>
          )}
          <ul>
            <li>{t('me.security.deletion.goes')}</li>
            <li>{t('me.security.deletion.stays')}</li>
            <li>{t('me.security.deletion.undo-within')}</li>
          </ul>
        </div>
        <TextField
          label={t('me.security.deletion.type', { email })}
          name="email"
          type="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck="false"
          autoFocus
          isRequired
          value={typed}
          onChange={setTyped}
        />
        <FormActions>
          <Button
            type="submit"
            kind="danger"
            isPending={start.isPending}
            disabledReason={matches ? null : t('me.security.deletion.not-yet')}
          >
            {t('me.security.deletion.start')}
          </Button>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}

/** The organizations that have no other active owner; two may have the same name. */
const lastOwnedIn = (error: unknown) =>
  error instanceof ApiError && error.type === 'last-owner'
    ? (error.problem.errors ?? []).map(({ values }, id) => ({ id, name: values?.name }))
    : []

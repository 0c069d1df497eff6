import { useMutation } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, refresh } from '#web/api.ts'
import { Note } from '#web/shell/note.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { NewMailboxForm } from './new-mailbox-form.tsx'
import type { Security } from './security-card.tsx'

type Props = Pick<Security, 'email' | 'emailChange'> & { onClose: () => void }

/** A new address, then the code that went there; the old mailbox can undo it for seven days (PW6). */
export function EmailDialog({ email, emailChange, onClose }: Props) {
  const { t } = useTranslation()
  const [other, setOther] = useState(false)
  const waiting = other ? null : emailChange
  return (
    <Dialog
      title={t('me.security.email.change')}
      lead={
        waiting
          ? t('me.security.email.sent', { email: waiting.newEmail })
          : t('me.security.email.now', { email })
      }
      isOpen
      onClose={onClose}
      size="small"
    >
      {waiting ? (
        <NewMailboxForm
          key={waiting.newEmail}
          newEmail={waiting.newEmail}
          onOther={() => setOther(true)}
          onDone={async (now) => {
            // Forms fill in the address for password managers, and the menu shows it.
            await refresh('getMySecurity', 'getSession', 'listMyOrganizations')
            toast({
              text: t('me.security.email.done', { email: now }),
              description: t('me.security.email.done-next', { email }),
            })
            onClose()
          }}
        />
      ) : (
        <AddressForm email={email} onSent={() => setOther(false)} onClose={onClose} />
      )}
    </Dialog>
  )
}

function AddressForm({
  email,
  onSent,
  onClose,
}: {
  email: string
  onSent: () => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [newEmail, setNewEmail] = useState('')
  const start = useMutation({
    mutationFn: () => client.startEmailChange({ body: { newEmail } }),
    onSuccess: async () => {
      await refresh('getMySecurity')
      onSent()
    },
  })
  const same = newEmail.trim().toLowerCase() === email.toLowerCase()
  return (
    <Form
      error={start.error}
      isPending={start.isPending}
      leaveFreely
      onSubmit={() => start.mutate()}
    >
      <TextField
        label={t('me.security.email.new')}
        name="newEmail"
        type="email"
        inputMode="email"
        autoComplete="email"
        autoCapitalize="none"
        spellCheck="false"
        autoFocus
        isRequired
        maxLength={254}
        value={newEmail}
        onChange={setNewEmail}
      />
      <Note icon={<Undo2 size={16} />}>{t('me.security.email.undo', { email })}</Note>
      <FormActions>
        <SubmitButton
          disabledReason={
            !newEmail ? t('me.security.email.missing') : same ? t('me.security.email.same') : null
          }
        >
          {t('me.security.email.send')}
        </SubmitButton>
        <Button onPress={onClose}>{t('ui.cancel')}</Button>
      </FormActions>
    </Form>
  )
}

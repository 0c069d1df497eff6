import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, refresh } from '#web/api.ts'
import { useWait } from '#web/shell/use-wait.ts'
import { Button } from '#web/ui/button.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'

interface Props {
  newEmail: string
  onOther: () => void
  onDone: (email: string) => Promise<void>
}

/** The code that proves the new mailbox (PW6), with the ways to another code or another address. */
export function NewMailboxForm({ newEmail, onOther, onDone }: Props) {
  const { t } = useTranslation()
  const say = useProblemText()
  const [code, setCode] = useState('')
  const confirm = useMutation({
    mutationFn: () => client.confirmEmailChange({ body: { code } }),
    onSuccess: ({ email }) => onDone(email),
    onError: () => setCode(''),
  })
  const again = useMutation({
    mutationFn: () => client.startEmailChange({ body: { newEmail } }),
    onSuccess: async () => {
      await refresh('getMySecurity')
      setCode('')
      toast(t('me.security.email.sent', { email: newEmail }))
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  const wait = useWait(confirm.error)
  const pause = useWait(again.error)
  return (
    <Form
      error={confirm.error}
      isPending={confirm.isPending}
      leaveFreely
      onSubmit={() => confirm.mutate()}
    >
      <TextField
        label={t('me.security.email.code')}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        isRequired
        value={code}
        onChange={setCode}
      />
      <FormActions>
        <SubmitButton disabledReason={wait ?? (code ? null : t('me.security.email.code-missing'))}>
          {wait ?? t('me.security.email.confirm')}
        </SubmitButton>
        <Button
          kind="ghost"
          isPending={again.isPending}
          disabledReason={pause}
          onPress={() => again.mutate()}
        >
          {pause ?? t('me.security.email.again')}
        </Button>
        <Button kind="ghost" onPress={onOther}>
          {t('me.security.email.other')}
        </Button>
      </FormActions>
    </Form>
  )
}

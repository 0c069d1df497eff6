import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, refresh } from '#web/api.ts'
import { atField } from '#web/shell/at-field.ts'
import { useWait } from '#web/shell/use-wait.ts'
import { CodeField } from '#web/ui/code-field.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { Link } from '#web/ui/link.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import styles from './security.module.css'

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
    mutationFn: (typed: string) => client.confirmEmailChange({ body: { code: typed } }),
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
  // The same object until the next answer, or the field would show its error again with every key.
  const error = useMemo(() => atField(confirm.error, 'wrong-code', 'code'), [confirm.error])
  const wait = useWait(confirm.error)
  const pause = useWait(again.error)
  return (
    <Form
      error={error}
      isPending={confirm.isPending}
      leaveFreely
      onSubmit={() => confirm.mutate(code)}
    >
      <CodeField
        label={t('me.security.email.code')}
        autoFocus
        value={code}
        onChange={setCode}
        onComplete={(typed) => !wait && confirm.mutate(typed)}
        isPending={confirm.isPending}
      />
      <SubmitButton
        size="large"
        wide
        disabledReason={wait ?? (code.length < 6 ? t('door.code-first') : null)}
      >
        {wait ?? t('me.security.email.confirm')}
      </SubmitButton>
      <p className={styles.ways}>
        {pause || again.isPending ? (
          <span>{pause ?? t('ui.working')}</span>
        ) : (
          <Link onPress={() => again.mutate()}>{t('me.security.email.again')}</Link>
        )}
        <Link onPress={onOther}>{t('me.security.email.other')}</Link>
      </p>
    </Form>
  )
}

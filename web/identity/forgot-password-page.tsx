import { useMutation, useQuery } from '@tanstack/react-query'
import { Mail } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { languages } from '#api/common.ts'
import { client, query } from '#web/api.ts'
import { knownEmail } from '#web/known-email.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { Note } from '#web/shell/note.tsx'
import { useWait } from '#web/shell/use-wait.ts'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { Link } from '#web/ui/link.tsx'
import { TextField } from '#web/ui/text-field.tsx'

/** Asks for a mail with a link; what it says afterwards is the same for every address (PW2). */
export function ForgotPasswordPage() {
  const { t, i18n } = useTranslation()
  const { data: about } = useQuery(query('getAbout'))
  const [email, setEmail] = useState(knownEmail.get)
  const ask = useMutation({
    mutationFn: (to: string) =>
      client.forgotPassword({
        body: { email: to, language: languages.find((one) => one === i18n.language) },
      }),
    onSuccess: (_nothing, to) => knownEmail.set(to),
  })
  const wait = useWait(ask.error)
  const below = (
    <>
      <Link href={paths.signIn()}>{t('forgot-password.back')}</Link>
      {about?.developmentMailbox && (
        <>
          {' · '}
          <Link href={paths.developmentMails()}>{t('sign-in.mailbox')}</Link>
        </>
      )}
    </>
  )
  if (ask.isSuccess)
    return (
      <CardPage title={t('forgot-password.sent-title')} below={below}>
        <div role="status">
          <Note icon={<Mail size={16} />}>
            {t('forgot-password.sent', { email: ask.variables })}
          </Note>
        </div>
      </CardPage>
    )
  return (
    <CardPage title={t('forgot-password.title')} lead={t('forgot-password.lead')} below={below}>
      <Form
        error={ask.error}
        isPending={ask.isPending}
        onSubmit={() => ask.mutate(email.trim())}
        leaveFreely
      >
        <TextField
          label={t('sign-in.email')}
          name="email"
          type="email"
          inputMode="email"
          size="large"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck="false"
          autoFocus
          value={email}
          onChange={setEmail}
          validate={(value) => (value.trim() ? null : t('field-errors.required'))}
        />
        <SubmitButton size="large" wide disabledReason={wait}>
          {wait ?? t('forgot-password.send')}
        </SubmitButton>
      </Form>
    </CardPage>
  )
}

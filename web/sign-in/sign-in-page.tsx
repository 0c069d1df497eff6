import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { client, query } from '#web/api.ts'
import { destination } from '#web/destination.ts'
import { followOutcome } from '#web/follow-outcome.ts'
import { knownEmail } from '#web/known-email.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { useSsoStart } from '#web/shell/use-sso-start.ts'
import { useWait } from '#web/shell/use-wait.ts'
import { leaveFor } from '#web/single-sign-on.ts'
import { listenToTabs } from '#web/tabs.ts'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { Link } from '#web/ui/link.tsx'
import { PasswordField } from '#web/ui/password-field.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { DemoAccounts } from './demo-accounts.tsx'
import { OwnSignIn } from './own-sign-in.tsx'
import styles from './sign-in.module.css'
import { domainOf, useOwnSignIn } from './use-own-sign-in.ts'

/** E-mail and password first (LG1); whoever is signed in never sees it. */
export function SignInPage() {
  const { t } = useTranslation()
  const to = destination()
  const { data: about } = useQuery(query('getAbout'))
  const [email, setEmail] = useState(knownEmail.get)
  const [password, setPassword] = useState('')
  const passwordField = useRef<HTMLDivElement>(null)
  const { door, ask } = useOwnSignIn(email, to)
  const [passwordFor, setPasswordFor] = useState<string | null>(null)
  const wantPassword = () => setPasswordFor(domainOf(email))
  // What was typed or filled in stays on screen.
  const own = door?.by === 'email' && !password && passwordFor !== domainOf(email) ? door : null
  const sso = useSsoStart((connection) =>
    leaveFor(connection, {
      look: door?.organization,
      organizationName: door?.organization.name ?? null,
      to,
      email,
    }),
  )
  useEffect(() => listenToTabs(null), [])

  const signIn = useMutation({
    mutationFn: (body: { email: string; password: string }) => client.signIn({ body }),
    onSuccess: (outcome) => followOutcome(outcome, to),
    onError: (error) => {
      if (!(error instanceof ApiError && error.type === 'wrong-credentials')) return
      setPassword('')
      passwordField.current?.querySelector('input')?.focus()
    },
  })
  const wait = useWait(signIn.error)
  const busy = signIn.isPending || signIn.isSuccess

  return (
    <CardPage
      organization={own?.organization}
      title={
        own ? t('sign-in.organization-title', { name: own.organization.name }) : t('sign-in.title')
      }
      {...(to && { lead: t('sign-in.lead-destination') })}
      below={
        about?.signUp || about?.developmentMailbox ? (
          <p className={styles.others}>
            {about.signUp && (
              <span>
                {t('sign-in.new')}{' '}
                <Link href={paths.signUp()} onPress={() => knownEmail.set(email.trim())}>
                  {t('sign-in.sign-up')}
                </Link>
              </span>
            )}
            {about.developmentMailbox && (
              <Link href={paths.developmentMails()}>{t('sign-in.mailbox')}</Link>
            )}
          </p>
        ) : null
      }
    >
      <Form
        error={signIn.error}
        isPending={busy}
        onSubmit={() => {
          const [connection] = own?.connections ?? []
          if (connection) sso.begin(connection)
          else signIn.mutate({ email, password })
        }}
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
          autoFocus={!email}
          value={email}
          onChange={setEmail}
          onBlur={ask}
          validate={(value) => (value.trim() ? null : t('field-errors.required'))}
        />
        {own && <OwnSignIn door={own} sso={sso} onUsePassword={wantPassword} />}
        {!own && (
          <>
            <div ref={passwordField}>
              <PasswordField
                label={t('sign-in.password')}
                name="password"
                aside={
                  <Link href={paths.forgotPassword()} onPress={() => knownEmail.set(email.trim())}>
                    {t('sign-in.forgot')}
                  </Link>
                }
                size="large"
                autoComplete="current-password"
                autoFocus={Boolean(email)}
                value={password}
                onChange={(typed) => {
                  setPassword(typed)
                  wantPassword()
                }}
                validate={(value) => (value ? null : t('field-errors.required'))}
              />
            </div>
            <SubmitButton size="large" wide disabledReason={wait}>
              {wait ?? t('sign-in.sign-in')}
            </SubmitButton>
          </>
        )}
      </Form>
      {door && !own && (
        <div className={styles.beside}>
          <OwnSignIn door={door} sso={sso} onUsePassword={null} />
        </div>
      )}
      {about?.demo && (
        <DemoAccounts
          accounts={about.demo.accounts}
          busyWith={busy ? (signIn.variables?.email ?? null) : null}
          disabledReason={wait}
          onChoose={(account) => {
            setEmail(account.email)
            setPassword(account.password)
            signIn.mutate({ email: account.email, password: account.password })
          }}
        />
      )}
    </CardPage>
  )
}

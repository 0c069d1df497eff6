import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Clock, LinkIcon } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import { Email } from '#api/common.ts'
import { client, query } from '#web/api.ts'
import { followOutcome } from '#web/follow-outcome.ts'
import { knownEmail } from '#web/known-email.ts'
import { paths } from '#web/paths.ts'
import { useAddress } from '#web/shell/address.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { Note } from '#web/shell/note.tsx'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { accessLink } from './access-link.ts'
import { AddressStep } from './address-step.tsx'
import { CodeStep } from './code-step.tsx'
import styles from './joining.module.css'
import { NameFields } from './name-fields.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { RefusedPage } from './refused-page.tsx'
import { SignedInAs, useSomeone } from './signed-in-as.tsx'
import { Steps } from './steps.tsx'
import { type Draft, useKeptDraft } from './use-kept-draft.ts'
import { isExpired, refusalOf, useMailbox } from './use-mailbox.ts'
import { useShownStep } from './use-shown-step.ts'

type Opened = Awaited<ReturnType<Client['openAccessLink']>>

/** Where an access link leads (US6): whose it is, then address, code, and who one is. */
export function JoinPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [token] = useState(accessLink.take)
  useEffect(() => {
    // Out of the address bar and its history: who looks over a shoulder, or comes later, must not find it.
    if (window.location.hash)
      void navigate({ href: paths.join() + window.location.search, replace: true })
  }, [navigate])
  const opened = useQuery({
    ...query('openAccessLink', { body: { token } }),
    enabled: token !== '',
    staleTime: Number.POSITIVE_INFINITY,
  })
  const someone = useSomeone()
  const { draft, change, forget } = useKeptDraft(accessLink.draftKey)
  if (!token || isExpired(opened.error)) return <Gone />
  if (!opened.data || someone === undefined)
    return (
      <CardPage title={t('join.opening')}>
        {opened.error ? (
          <ErrorState error={opened.error} retry={() => void opened.refetch()} />
        ) : (
          <FormSkeleton fields={1} label={t('join.opening')} />
        )}
      </CardPage>
    )
  const { organization, domains } = opened.data
  if (draft.end)
    return (
      <RefusedPage
        refusal={draft.end}
        organization={organization}
        domains={domains}
        email={draft.proof?.email ?? draft.email}
        onOtherAddress={() => change({ end: null, proof: null, email: '' })}
      />
    )
  return (
    <JoinSteps
      token={token}
      opened={opened.data}
      someone={someone}
      draft={draft}
      change={change}
      forget={() => {
        forget()
        accessLink.forget()
      }}
      checkLink={() => void opened.refetch()}
    />
  )
}

interface Props {
  token: string
  opened: Opened
  someone: string | null
  draft: Draft
  change: (patch: Partial<Draft>) => void
  forget: () => void
  /** Whether it was the link that ended, and not just the time. */
  checkLink: () => void
}

const steps = ['address', 'code', 'registration'] as const
type Step = (typeof steps)[number]

function JoinSteps({ token, opened, someone, draft, change, forget, checkLink }: Props) {
  const { t } = useTranslation()
  const { organization, domains } = opened
  const { name } = organization
  const address = useAddress()
  const [email, setEmail] = useState(draft.email || knownEmail.get())
  const [password, setPassword] = useState('')
  const [expired, setExpired] = useState(false)
  const { proof } = draft

  const asked = steps.find((one) => one === address.get('step')) ?? 'address'
  const step: Step =
    !proof || asked === 'address' ? 'address' : proof.proved ? 'registration' : 'code'
  const goTo = (to: Step, replace = false) =>
    address.set({ step: to === 'address' ? null : to }, { replace })
  useShownStep(step, asked)

  const beginAnew = () => {
    change({ proof: null })
    setExpired(true)
    goTo('address', true)
    checkLink()
  }
  const mailbox = useMailbox({
    accessLink: token,
    draft,
    change,
    onSent: () => {
      setExpired(false)
      goTo('code')
    },
    onProved: (next) => {
      if (next === 'sign-in') change({ end: 'sign-in' })
      else goTo('registration', true)
    },
    onExpired: beginAnew,
  })
  const finish = useMutation({
    mutationFn: () =>
      client.finishJoining({
        body: {
          joiningToken: proof?.token ?? '',
          password,
          firstName: draft.firstName,
          lastName: draft.lastName,
        },
      }),
    onSuccess: (outcome) => {
      forget()
      followOutcome(outcome, null, 'replace')
    },
    onError: (error) => {
      const refusal = refusalOf(error)
      if (refusal) change({ end: refusal })
      else if (isExpired(error)) beginAnew()
    },
  })

  if (step === 'address' && someone && !proof)
    return (
      <CardPage
        organization={organization}
        title={t('join.title', { name })}
        lead={t('join.signed-in', { email: someone })}
      >
        <SignedInAs landing={paths.join()}>
          <DomainsSaid domains={domains} name={name} email={someone} />
          <Button
            kind="primary"
            size="large"
            wide
            isPending={mailbox.start.isPending}
            onPress={() => {
              setEmail(someone)
              mailbox.begin(someone)
            }}
          >
            {t('join.go-on-as', { email: someone })}
          </Button>
          {mailbox.start.error && (
            <ErrorState error={mailbox.start.error} retry={() => mailbox.begin(someone)} />
          )}
        </SignedInAs>
      </CardPage>
    )
  return (
    <CardPage
      organization={organization}
      title={t('join.title', { name })}
      lead={t(`join.steps.${step}.lead`, { name })}
      below={
        step === 'address' ? (
          <>
            {t('join.member', { name })}{' '}
            <Link href={paths.signIn(paths.tasks(organization.slug))}>{t('sign-in.sign-in')}</Link>
          </>
        ) : (
          step === 'registration' && (
            <Link onPress={() => goTo('address')}>{t('sign-up.other-address')}</Link>
          )
        )
      }
    >
      <Steps at={steps.indexOf(step) + 1} of={steps.length} name={t(`join.steps.${step}.name`)} />
      {step === 'address' && (
        <AddressStep
          email={email}
          onChange={setEmail}
          error={mailbox.start.error}
          isPending={mailbox.start.isPending}
          help={<DomainsSaid domains={domains} name={name} email={email} />}
          onContinue={() => mailbox.begin(email.trim())}
        >
          {expired && (
            <div role="status">
              <Note icon={<Clock size={16} />}>{t('join.expired')}</Note>
            </div>
          )}
        </AddressStep>
      )}
      {step === 'code' && proof && (
        <CodeStep
          proof={proof}
          mailbox={mailbox}
          said={t('door.mail.sent', { email: proof.sentTo })}
          onOtherAddress={() => goTo('address')}
        />
      )}
      {step === 'registration' && proof && (
        <Form
          error={finish.error}
          isPending={finish.isPending || finish.isSuccess}
          onSubmit={() => finish.mutate()}
          leaveFreely
        >
          <NameFields draft={draft} change={change} autoFocus />
          <NewPasswordField email={proof.email} value={password} onChange={setPassword} />
          <SubmitButton size="large" wide>
            {t('join.title', { name })}
          </SubmitButton>
        </Form>
      )}
    </CardPage>
  )
}

/** Which addresses the link is for; and, of another one, what comes of going on all the same. */
function DomainsSaid({
  domains,
  name,
  email,
}: {
  domains: readonly string[]
  name: string
  email: string
}) {
  const { t } = useTranslation()
  const format = useFormat()
  if (domains.length === 0) return null
  const own = Email.safeParse(email).data?.split('@')[1]
  const listed = !own || domains.includes(own)
  return (
    <span className={listed ? styles.said : styles.warn}>
      {t(listed ? 'join.domains' : 'join.other-domain', { name, domains: format.list(domains) })}
    </span>
  )
}

function Gone() {
  const { t } = useTranslation()
  const { go } = useGo()
  return (
    <CardPage title={t('set-password.gone-title')} lead={t('join.gone-lead')}>
      <div className={styles.stack}>
        <Note icon={<LinkIcon size={16} />}>{t('join.gone')}</Note>
        <Button size="large" wide onPress={() => go(paths.signIn())}>
          {t('set-password.to-sign-in')}
        </Button>
      </div>
    </CardPage>
  )
}

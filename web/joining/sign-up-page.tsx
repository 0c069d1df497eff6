import { useMutation, useQuery } from '@tanstack/react-query'
import { Clock } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { client, query, refresh } from '#web/api.ts'
import { browserTimeZone } from '#web/browser-time-zone.ts'
import { followOutcome } from '#web/follow-outcome.ts'
import { knownEmail } from '#web/known-email.ts'
import { paths } from '#web/paths.ts'
import { useAddress } from '#web/shell/address.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { Note } from '#web/shell/note.tsx'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { fieldName } from '#web/ui/field-name.ts'
import { Link } from '#web/ui/link.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { AddressStep } from './address-step.tsx'
import { CodeStep } from './code-step.tsx'
import { ColleaguesStep } from './colleagues-step.tsx'
import styles from './joining.module.css'
import { OrganizationStep } from './organization-step.tsx'
import { PasswordStep } from './password-step.tsx'
import { PersonStep } from './person-step.tsx'
import { RefusedPage } from './refused-page.tsx'
import { SignedInAs, useSomeone } from './signed-in-as.tsx'
import { Steps } from './steps.tsx'
import { type Draft, useKeptDraft } from './use-kept-draft.ts'
import { isExpired, refusalOf, useMailbox } from './use-mailbox.ts'
import { useShownStep } from './use-shown-step.ts'

const steps = ['address', 'code', 'password', 'person', 'organization', 'colleagues'] as const
type Step = (typeof steps)[number]

/** Public sign-up (US8): an account and its first organization, where the server takes any. */
export function SignUpPage() {
  const { t } = useTranslation()
  const { go } = useGo()
  const about = useQuery(query('getAbout'))
  const someone = useSomeone()
  const { draft, change, forget } = useKeptDraft('foyer.sign-up')

  if (about.error || !about.data || someone === undefined)
    return (
      <CardPage title={t('sign-up.title')}>
        {about.error ? (
          <ErrorState error={about.error} retry={() => void about.refetch()} />
        ) : (
          <FormSkeleton fields={1} label={t('sign-up.title')} />
        )}
      </CardPage>
    )
  if (!about.data.signUp) return <SignUpIsOff />
  if (someone && !draft.proof)
    return (
      <CardPage title={t('sign-up.signed-in')} lead={someone}>
        <SignedInAs landing={paths.signUp()}>
          <p>{t('sign-up.signed-in-text')}</p>
          <Button kind="primary" size="large" wide onPress={() => go(paths.create())}>
            {t('organizations.create')}
          </Button>
        </SignedInAs>
      </CardPage>
    )
  if (draft.end)
    return (
      <RefusedPage
        refusal={draft.end}
        organization={null}
        domains={[]}
        email={draft.email}
        onOtherAddress={() => change({ end: null, proof: null, email: '' })}
      />
    )
  return <SignUpSteps draft={draft} change={change} forget={forget} />
}

interface StepsProps {
  draft: Draft
  change: (patch: Partial<Draft>) => void
  forget: () => void
}

function SignUpSteps({ draft, change, forget }: StepsProps) {
  const { t } = useTranslation()
  const [email, setEmail] = useState(draft.email || knownEmail.get())
  // In memory alone: whoever loads the page anew types it once more.
  const [password, setPassword] = useState('')
  const [expired, setExpired] = useState(false)
  const { step, goTo } = useStep(draft, password)

  const beginAnew = () => {
    change({ proof: null })
    setExpired(true)
    goTo('address', true)
  }
  const mailbox = useMailbox({
    accessLink: null,
    draft,
    change,
    onSent: () => {
      setExpired(false)
      goTo(
        draft.proof?.email === email.trim() && draft.proof.proved
          ? afterProof(draft, password)
          : 'code',
      )
    },
    // Back then leads to the address, not to a code that was used.
    onProved: () => {
      finish.reset()
      goTo(afterProof(draft, password), true)
    },
    onExpired: beginAnew,
  })
  const finish = useMutation({
    mutationFn: (colleagues: string[]) =>
      client.finishJoining({ body: { ...bodyOf(draft, password), colleagues } }),
    onSuccess: (outcome) => {
      forget()
      followOutcome(outcome, null, 'replace')
    },
    onError: (error) => {
      const refusal = refusalOf(error)
      const wrong = stepOf(error)
      if (refusal) change({ end: refusal })
      else if (isExpired(error)) beginAnew()
      else if (error instanceof ApiError && error.type === 'sign-up-is-off')
        void refresh('getAbout')
      else if (wrong) goTo(wrong)
    },
  })
  /** A refusal stands at the step that it is about; one about none of them where it was given. */
  const errorAt = (one: Step) =>
    (stepOf(finish.error) ?? 'colleagues') === one ? finish.error : null
  const next = (to: Step) => () => {
    finish.reset()
    goTo(to)
  }
  const { proof } = draft
  const at = steps.indexOf(step)
  return (
    <CardPage
      title={t(`sign-up.steps.${step}.title`)}
      lead={t(`sign-up.steps.${step}.lead`)}
      width={step === 'organization' ? 'wide' : 'narrow'}
      below={
        step === 'address' ? (
          <>
            {t('sign-up.known')} <Link href={paths.signIn()}>{t('sign-in.sign-in')}</Link>
          </>
        ) : (
          step !== 'code' && (
            <Link onPress={next(step === 'password' ? 'address' : (steps[at - 1] ?? 'address'))}>
              {t('sign-up.back')}
            </Link>
          )
        )
      }
    >
      <Steps at={at + 1} of={steps.length} name={t(`sign-up.steps.${step}.name`)} />
      {step === 'address' && (
        <AddressStep
          email={email}
          onChange={setEmail}
          error={mailbox.start.error}
          isPending={mailbox.start.isPending}
          onContinue={() => mailbox.begin(email.trim())}
        >
          {expired && (
            <div role="status">
              <Note icon={<Clock size={16} />}>{t('sign-up.expired')}</Note>
            </div>
          )}
        </AddressStep>
      )}
      {step === 'code' && proof && (
        <CodeStep
          proof={proof}
          mailbox={mailbox}
          said={t('sign-up.mailed', { email: proof.sentTo })}
          onOtherAddress={() => goTo('address')}
        />
      )}
      {step === 'password' && proof && (
        <PasswordStep
          email={proof.email}
          password={password}
          again={Boolean(draft.firstName)}
          onChange={setPassword}
          error={errorAt('password')}
          onContinue={next('person')}
        />
      )}
      {step === 'person' && (
        <PersonStep
          draft={draft}
          change={change}
          error={errorAt('person')}
          onContinue={next('organization')}
        />
      )}
      {step === 'organization' && (
        <OrganizationStep
          draft={draft}
          change={change}
          error={errorAt('organization')}
          onContinue={next('colleagues')}
        />
      )}
      {step === 'colleagues' && (
        <ColleaguesStep
          draft={draft}
          change={change}
          error={errorAt('colleagues')}
          isPending={finish.isPending || finish.isSuccess}
          onFinish={(colleagues) => finish.mutate(colleagues)}
        />
      )}
    </CardPage>
  )
}

/** The step that the address names, as far as what comes before it is done. */
function useStep(draft: Draft, password: string) {
  const address = useAddress()
  const asked = steps.find((one) => one === address.get('step')) ?? 'address'
  const furthest: Step = !draft.proof
    ? 'address'
    : !draft.proof.proved
      ? 'code'
      : !password
        ? 'password'
        : !hasPerson(draft)
          ? 'person'
          : !hasOrganization(draft)
            ? 'organization'
            : 'colleagues'
  const reachable = steps.indexOf(asked) <= steps.indexOf(furthest)
  // A code that was taken is not asked for again.
  const proved = asked === 'code' && draft.proof?.proved
  const step = !reachable ? furthest : proved ? afterProof(draft, password) : asked
  const goTo = (to: Step, replace = false) =>
    address.set({ step: to === 'address' ? null : to }, { replace })
  useShownStep(step, asked)
  return { step, goTo }
}

const hasPerson = ({ firstName, lastName, country }: Draft) =>
  Boolean(firstName.trim() && lastName.trim() && country)
const hasOrganization = ({ organization, hub, place }: Draft) =>
  Boolean(organization.trim() && hub.trim() && place)

/** Whoever had typed everything before it took too long is led to the last step again. */
const afterProof = (draft: Draft, password: string): Step =>
  password && hasPerson(draft) && hasOrganization(draft) ? 'colleagues' : 'password'

function bodyOf(draft: Draft, password: string) {
  const { proof, firstName, lastName, country, organization, hub, place } = draft
  return {
    joiningToken: proof?.token ?? '',
    password,
    firstName,
    lastName,
    organization: {
      name: organization,
      country,
      hub: { name: hub, latitude: place?.latitude ?? 0, longitude: place?.longitude ?? 0 },
      timeZone: browserTimeZone(),
    },
  }
}

/** Where the first field stands that was refused; null where it is none of ours. */
function stepOf(error: Error | null): Step | null {
  const entry = error instanceof ApiError ? error.problem.errors?.[0] : undefined
  const name = entry ? fieldName(entry.pointer) : null
  if (!name) return null
  if (name === 'password') return 'password'
  if (['firstName', 'lastName', 'organization/country'].includes(name)) return 'person'
  if (name.startsWith('organization')) return 'organization'
  return name.startsWith('colleagues') ? 'colleagues' : null
}

function SignUpIsOff() {
  const { t } = useTranslation()
  const { go } = useGo()
  return (
    <CardPage title={t('sign-up.off.title')}>
      <div className={styles.stack}>
        <p>{t('sign-up.off.added')}</p>
        <p>{t('sign-up.off.operator')}</p>
        <Button kind="primary" size="large" wide onPress={() => go(paths.signIn())}>
          {t('set-password.to-sign-in')}
        </Button>
      </div>
    </CardPage>
  )
}

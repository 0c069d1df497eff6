import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { LinkIcon, PartyPopper } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, type Client } from '#api/client.ts'
import { plainClient, queries } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { Note } from '#web/shell/note.tsx'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { LeaveButton } from './leave-button.tsx'
import { type GivenProvider, ProviderForm } from './provider-form.tsx'
import { setUpToken } from './set-up-token.ts'
import styles from './sso.module.css'
import { Step, Steps } from './step.tsx'
import { ToCopy } from './to-copy.tsx'

type SetUp = Awaited<ReturnType<Client['openSetUp']>>

const isGone = (error: unknown) => error instanceof ApiError && error.type === 'link-not-valid'

/** Where a set-up link leads: whoever administers the provider does their part, without an account (SS3). */
export function SetUpPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [token] = useState(setUpToken.take)
  const [finished, setFinished] = useState<SetUp | null>(null)
  useEffect(() => {
    // Out of the address bar and its history: who looks over a shoulder, or comes later, must not find it.
    if (window.location.hash) void navigate({ href: paths.setUpSso(), replace: true })
  }, [navigate])
  const queryKey = ['set-up-sso', token]
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: () => plainClient.openSetUp({ body: { token } }),
    enabled: token !== '',
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  if (finished) return <Farewell setUp={finished} />
  if (!token || isGone(error)) return <Gone />
  return (
    <CardPage
      width="wide"
      title={t('sso.it.title')}
      lead={
        data ? t('sso.it.lead', { organization: data.organizationName, name: data.name }) : null
      }
    >
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : data ? (
        <ThreeSteps
          token={token}
          setUp={data}
          onSaved={(saved) => queries.setQueryData(queryKey, saved)}
          onFinished={(done) => {
            setUpToken.forget()
            setFinished(done)
          }}
        />
      ) : (
        <FormSkeleton fields={5} label={t('sso.it.title')} />
      )}
    </CardPage>
  )
}

interface Props {
  token: string
  setUp: SetUp
  onSaved: (setUp: SetUp) => void
  onFinished: (setUp: SetUp) => void
}

function ThreeSteps({ token, setUp, onSaved, onFinished }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const [dirty, setDirty] = useState(false)
  const { kind, name, organizationName, connectionId, provider, toCopy, attributes, expiresAt } =
    setUp
  const save = async (given: GivenProvider) =>
    onSaved(await plainClient.saveSetUp({ body: { token, ...given } }))
  const notYet = provider ? (dirty ? t('sso.save-first') : null) : t('sso.enter-first')
  return (
    <div className={styles.it}>
      <p className={styles.words}>{t('sso.it.text', { time: format.dateTime(expiresAt) })}</p>
      <Steps>
        <Step
          number={1}
          title={t('sso.steps.copy')}
          lead={t(`sso.steps.copy-lead.${kind}`)}
          done={provider !== null}
        >
          <ToCopy toCopy={toCopy} attributes={attributes} />
        </Step>
        <Step
          number={2}
          title={t('sso.steps.enter')}
          lead={t(`sso.steps.enter-lead.${kind}`)}
          done={provider !== null}
        >
          <ProviderForm of={setUp} inUse={false} refusal={null} save={save} onDirty={setDirty} />
        </Step>
        <Step number={3} title={t('sso.steps.test')} lead={t('sso.it.test-lead')}>
          <LeaveButton
            connection={{ id: connectionId, name }}
            from={{ purpose: 'test', organizationName, setUpToken: token, back: paths.setUpSso() }}
            disabledReason={notYet}
          >
            {t('sso.test')}
          </LeaveButton>
        </Step>
      </Steps>
      <Finish
        token={token}
        organization={organizationName}
        notYet={notYet}
        onFinished={onFinished}
      />
    </div>
  )
}

interface FinishProps {
  token: string
  organization: string
  notYet: string | null
  onFinished: (setUp: SetUp) => void
}

/** Uses the link up: what is entered stays, and nobody can come back by it. */
function Finish({ token, organization, notYet, onFinished }: FinishProps) {
  const { t } = useTranslation()
  const say = useProblemText()
  const [asking, setAsking] = useState(false)
  const finish = useMutation({
    mutationFn: () => plainClient.saveSetUp({ body: { token, finished: true } }),
    onSuccess: onFinished,
  })
  const refused = finish.error && say(finish.error)
  return (
    <>
      <Button
        kind="primary"
        size="large"
        wide
        disabledReason={notYet}
        onPress={() => {
          finish.reset()
          setAsking(true)
        }}
      >
        {t('sso.it.finish')}
      </Button>
      <ConfirmDialog
        title={t('sso.it.finish-question')}
        confirm={t('sso.it.finish')}
        isOpen={asking}
        isPending={finish.isPending}
        disabledReason={refused?.title ?? null}
        onConfirm={() => finish.mutate()}
        onClose={() => setAsking(false)}
      >
        {refused ? (
          <p role="alert">
            {refused.title}. {refused.detail}
          </p>
        ) : (
          t('sso.it.finish-text', { organization })
        )}
      </ConfirmDialog>
    </>
  )
}

function Farewell({ setUp: { organizationName: organization, name } }: { setUp: SetUp }) {
  const { t } = useTranslation()
  return (
    <CardPage title={t('sso.it.done')} lead={t('sso.it.done-lead', { organization, name })}>
      <Note icon={<PartyPopper size={16} />}>{t('sso.it.done-text')}</Note>
    </CardPage>
  )
}

function Gone() {
  const { t } = useTranslation()
  return (
    <CardPage title={t('set-password.gone-title')} lead={t('set-password.gone-lead')}>
      <Note icon={<LinkIcon size={16} />}>{t('sso.it.gone')}</Note>
    </CardPage>
  )
}

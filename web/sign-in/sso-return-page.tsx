import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SsoReason, Trace } from '#api/sso.ts'
import { plainClient, signOut } from '#web/api.ts'
import { followOutcome } from '#web/follow-outcome.ts'
import { knownEmail } from '#web/known-email.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { OwnProof } from '#web/shell/own-proof.tsx'
import { useSsoWords } from '#web/shell/use-sso-words.ts'
import {
  forgetWay,
  heldWay,
  ssoNews,
  ssoReasonOf,
  tellOpener,
  type Way,
  wayOf,
} from '#web/single-sign-on.ts'
import { Button } from '#web/ui/button.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Link } from '#web/ui/link.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { SsoRefused } from './sso-refused.tsx'
import styles from './sso-return.module.css'

const TraceView = lazy(() =>
  import('#web/shell/trace-view.tsx').then((file) => ({ default: file.TraceView })),
)

/** Where an identity provider sends the browser back to: hands over what it brought, once, and goes on from there. */
export function SsoReturnPage() {
  const { t } = useTranslation()
  const { connectionId = '' } = useParams({ strict: false })
  const [way] = useState(() => wayOf(connectionId))
  const [brought] = useState(() => window.location.search)
  const [held] = useState(() => (brought === '' ? heldWay.get(connectionId) : null))
  // Neither code nor state stays in the address bar or in the history.
  useEffect(() => {
    const { pathname } = window.location
    window.history.replaceState(window.history.state, '', pathname)
  }, [])
  // As a query it goes once, however often React mounts this; what it brought is good once.
  const {
    data = held,
    error,
    refetch,
  } = useQuery({
    queryKey: ['sso-return', connectionId, brought],
    queryFn: () => plainClient.finishSso({ body: { connectionId, query: brought } }),
    enabled: brought !== '',
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    retryOnMount: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const reason = brought === '' && !held ? 'attempt-over' : ssoReasonOf(error)

  if (reason) return <Refused connectionId={connectionId} way={way} reason={reason} />
  if (data?.result === 'tested')
    return <Tested connectionId={connectionId} way={way} trace={data.trace} />
  if (data)
    return <KnownThere key={data.result} connectionId={connectionId} way={way} data={data} />
  return (
    <CardPage organization={way?.look ?? undefined} title={t('sso-return.title')}>
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <FormSkeleton fields={1} label={t('sso-return.title')} />
      )}
    </CardPage>
  )
}

type Finished = Awaited<ReturnType<typeof plainClient.finishSso>>

interface Back {
  connectionId: string
  /** Null: this tab never went there. */
  way: Way | null
}

/** The provider said who it is: goes in, after a proof where this is the first time that it says so (SS2). */
function KnownThere({
  connectionId,
  way,
  data,
}: Back & { data: Exclude<Finished, { result: 'tested' }> }) {
  const { t } = useTranslation()
  const inWindow = way?.inWindow ?? false
  const look = way?.look ?? undefined
  const [done, setDone] = useState(data.result === 'signed-in')
  useEffect(() => {
    if (!done) {
      if (data.result === 'must-prove') heldWay.set(connectionId, data)
      return
    }
    forgetWay(connectionId)
    heldWay.forget(connectionId)
    if (inWindow) return tellOpener({ connectionId, reason: null })
    if (data.result === 'signed-in') followOutcome(data.outcome, data.to, 'replace')
    else window.location.replace(paths.door(data.organization.slug, data.to))
  }, [done, data, connectionId, inWindow])

  if (done && inWindow) return <Closing text={t('sso-return.done')} />
  if (done || data.result === 'signed-in')
    return (
      <CardPage organization={look} title={t('sso-return.title')}>
        <FormSkeleton fields={1} label={t('sso-return.title')} />
      </CardPage>
    )
  const { email, hasPassword, organization, to } = data
  const { name } = organization
  return (
    <CardPage
      organization={look}
      title={t('sso-return.prove.title')}
      lead={t('sso-return.prove.lead', { name, email })}
      below={
        !inWindow && (
          <Link
            onPress={() => {
              heldWay.forget(connectionId)
              void signOut(to)
            }}
          >
            {t('sso-return.prove.not-you')}
          </Link>
        )
      }
    >
      <p className={styles.why}>{t('sso-return.prove.why', { name })}</p>
      <OwnProof
        email={email}
        hasPassword={hasPassword}
        onProved={() => setDone(true)}
        onExpired={() => {
          heldWay.forget(connectionId)
          window.location.replace(way?.back ?? paths.signIn(to))
        }}
      />
    </CardPage>
  )
}

/** Goes back to where one was, where nothing is to be said but that; else tells why, and what helps. */
function Refused({ connectionId, way, reason }: Back & { reason: SsoReason }) {
  const { t } = useTranslation()
  const words = useSsoWords()
  const navigate = useNavigate()
  const inWindow = way?.inWindow ?? false
  const back = reason === 'cancelled' && !inWindow ? way?.back : undefined
  const { title } = words(reason, {
    name: way?.name ?? null,
    organization: way?.organizationName ?? null,
  })
  const email = way?.email ?? ''
  useEffect(() => {
    if (inWindow) tellOpener({ connectionId, reason })
    // Told once, however often React runs this.
    if (!back || !wayOf(connectionId)) return
    forgetWay(connectionId)
    // Pages with the button that was pressed tell it beside that button.
    if (isDoor(back)) ssoNews.set({ connectionId, reason })
    else toast({ text: title, tone: 'note' })
    knownEmail.set(email)
    void navigate({ href: back, replace: true })
  }, [inWindow, connectionId, reason, back, title, email, navigate])

  if (inWindow) return <Closing text={t('sso-return.not-done')} />
  if (back)
    return (
      <CardPage organization={way?.look ?? undefined} title={t('sso-return.title')}>
        <FormSkeleton fields={1} label={t('sso-return.title')} />
      </CardPage>
    )
  return <SsoRefused connectionId={connectionId} way={way} reason={reason} />
}

const isDoor = (address: string) => /\/(?:sign-in|door)$/.test(address.replace(/[?#].*/, ''))

/** A window of its own has nothing more to show; where the browser does not let it close itself, it says so. */
function Closing({ text }: { text: string }) {
  const { t } = useTranslation()
  useEffect(() => window.close(), [])
  return (
    <CardPage title={t('sso-return.done-title')} lead={text}>
      <Button kind="primary" size="large" wide autoFocus onPress={() => window.close()}>
        {t('sso-return.close')}
      </Button>
    </CardPage>
  )
}

/** What came back in a test of a connection, for whoever sets it up. */
function Tested({ connectionId, way, trace }: Back & { trace: Trace }) {
  const { t } = useTranslation()
  const title = t('sso-return.tested', { name: way?.name ?? t('sso-return.the-provider') })
  const result = useRef<HTMLElement>(null)
  useEffect(() => forgetWay(connectionId), [connectionId])
  // It stands where one waited: else a screen reader would say nothing of it.
  useEffect(() => result.current?.focus({ preventScroll: true }), [])
  return (
    <CardPage title={title} width="wide">
      <section ref={result} tabIndex={-1} aria-label={title} className={styles.tested}>
        <Suspense fallback={<FormSkeleton fields={3} label={t('sso-return.title')} />}>
          <TraceView trace={trace} />
        </Suspense>
        <Button
          kind="primary"
          size="large"
          wide
          onPress={() => window.location.replace(way?.back ?? paths.home())}
        >
          {t('sso-return.tested-back')}
        </Button>
      </section>
    </CardPage>
  )
}

import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SsoReason } from '#api/sso.ts'
import { destination, thisPage } from '#web/destination.ts'
import { leaveFor, listenToWindow, openFor } from '#web/single-sign-on.ts'
import { Link } from '#web/ui/link.tsx'
import { SsoButtons } from '../sso-buttons.tsx'
import { useSsoNews } from '../use-sso-news.ts'
import { useSsoStart } from '../use-sso-start.ts'
import styles from './door-step.module.css'
import type { StepProps } from './step-props.ts'

/** The organization's own identity provider (LG4): in this window, or beside a form that must not be lost. */
export function SsoStep(props: StepProps<'sso'>) {
  const { t } = useTranslation()
  const { step, organizationName } = props
  if (step.connections.length === 0)
    return <p className={styles.said}>{t('door.sso.none', { name: organizationName })}</p>
  return props.overWork ? <BesideWork {...props} /> : <LeavePage {...props} />
}

function LeavePage({ step, organizationName, look, email }: StepProps<'sso'>) {
  const { t } = useTranslation()
  const reason = useSsoNews(step.connections)
  const sso = useSsoStart((connection) =>
    leaveFor(connection, { organizationName, look, to: destination(), email }),
  )
  return (
    <div className={styles.sso}>
      <p className={styles.said}>{t('door.sso.opens', { name: organizationName })}</p>
      <SsoButtons
        connections={step.connections}
        organizationName={organizationName}
        sso={sso}
        reason={reason}
        autoFocus
      />
    </div>
  )
}

/** Its return page tells when it is done (web/single-sign-on.ts), and this page goes on by itself. */
function BesideWork({ step, organizationName, email, onProved, isPending }: StepProps<'sso'>) {
  const { t } = useTranslation()
  const [state, setState] = useState<'idle' | 'open' | 'blocked'>('idle')
  const [reason, setReason] = useState<SsoReason | null>(null)
  const { connections } = step
  useEffect(
    () =>
      listenToWindow(
        connections.map(({ id }) => id),
        (refused) => {
          setState('idle')
          setReason(refused)
          if (!refused) onProved()
        },
      ),
    [connections, onProved],
  )
  const from = { organizationName, to: thisPage(), email }
  const sso = useSsoStart(async (connection) => {
    setReason(null)
    setState((await openFor(connection, from)) ? 'open' : 'blocked')
  }, isPending)
  const leave = useSsoStart((connection) => leaveFor(connection, from))
  return (
    <div className={styles.sso}>
      <p role="status" className={styles.said}>
        {t(state === 'idle' ? 'door.sso.opens-window' : `door.sso.window-${state}`, {
          name: organizationName,
        })}
      </p>
      <SsoButtons
        connections={connections}
        organizationName={organizationName}
        sso={sso}
        reason={reason}
        autoFocus
      />
      {state === 'blocked' && sso.last && (
        <p className={styles.ways}>
          <Link onPress={() => sso.last && leave.begin(sso.last)}>{t('door.sso.leave-page')}</Link>
        </p>
      )}
    </div>
  )
}

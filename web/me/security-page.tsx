import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { securityDialogs } from '#web/paths.ts'
import { DeletionDialog } from '#web/shell/deletion-dialog.tsx'
import { DeletionNotice } from '#web/shell/deletion-notice.tsx'
import { useSession } from '#web/shell/session.ts'
import { UnseenNotice } from '#web/shell/unseen-notice.tsx'
import { useFragmentDialog } from '#web/shell/use-fragment-dialog.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Page } from '#web/ui/page.tsx'
import { ActivityCard } from './activity-card.tsx'
import { AuthenticatorCard } from './authenticator-card.tsx'
import { AuthenticatorDialog } from './authenticator-dialog.tsx'
import { DeletionCard } from './deletion-card.tsx'
import { EmailCard } from './email-card.tsx'
import { EmailDialog } from './email-dialog.tsx'
import { HomeCard } from './home-card.tsx'
import { HomeDialog } from './home-dialog.tsx'
import { PasswordCard } from './password-card.tsx'
import { PasswordDialog } from './password-dialog.tsx'
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx'
import { RemoveAuthenticatorDialog } from './remove-authenticator-dialog.tsx'
import type { Security } from './security-card.tsx'
import { SecuritySkeleton } from './security-skeleton.tsx'
import { SessionsCard } from './sessions-card.tsx'

/** How one proves who one is, everywhere, and what happened to it lately. */
export function SecurityPage() {
  const { t } = useTranslation()
  const { email } = useSession()
  const security = useQuery(query('getMySecurity'))
  return (
    <Page title={t('me.security.heading')} lead={t('me.security.lead', { email })} width="narrow">
      {security.error ? (
        <ErrorState error={security.error} retry={() => void security.refetch()} />
      ) : security.data ? (
        <Matters security={security.data} />
      ) : (
        <SecuritySkeleton label={t('me.security.heading')} />
      )}
    </Page>
  )
}

function Matters({ security }: { security: Security }) {
  const { t } = useTranslation()
  const [dialog, setDialog] = useFragmentDialog(securityDialogs)
  const timeZone = useTimeZone()
  const close = () => setDialog(null)
  const { email, password, authenticator, home, emailChange, deletion, mailboxInDoubt } = security
  return (
    <>
      {mailboxInDoubt && (
        <UnseenNotice email={email} why="mailbox">
          {t('me.security.mailbox-means')}
        </UnseenNotice>
      )}
      {deletion && <DeletionNotice dueAt={deletion.dueAt} timeZone={timeZone} />}
      <PasswordCard email={email} password={password} onChange={() => setDialog('password')} />
      <AuthenticatorCard
        authenticator={authenticator}
        home={home}
        onSetUp={() => setDialog('authenticator')}
        onRemove={() => setDialog('remove-authenticator')}
        onNewCodes={() => setDialog('recovery-codes')}
      />
      <EmailCard email={email} emailChange={emailChange} onChange={() => setDialog('email')} />
      <HomeCard home={home} onName={() => setDialog('home')} />
      <SessionsCard />
      <ActivityCard events={security.events} />
      {!deletion && <DeletionCard onDelete={() => setDialog('delete')} />}

      {dialog === 'password' && password && <PasswordDialog email={email} onClose={close} />}
      {dialog === 'authenticator' && (
        <AuthenticatorDialog replaces={authenticator !== null} onClose={close} />
      )}
      {dialog === 'remove-authenticator' && authenticator && (
        <RemoveAuthenticatorDialog onClose={close} />
      )}
      {dialog === 'recovery-codes' && authenticator && <RecoveryCodesDialog onClose={close} />}
      {dialog === 'email' && (
        <EmailDialog email={email} emailChange={emailChange} onClose={close} />
      )}
      {dialog === 'home' && home.mayBeNamed && <HomeDialog onClose={close} />}
      {dialog === 'delete' && !deletion && <DeletionDialog email={email} onClose={close} />}
    </>
  )
}

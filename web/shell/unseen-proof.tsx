import { refresh } from '#web/api.ts'
import { thisPage } from '#web/destination.ts'
import { paths } from '#web/paths.ts'
import { DoorStep } from './door-step.tsx'

/** Ends the doubt that an administrator's password left on this identity: a code from its own mailbox (PW4). */
export function MailboxProof({ email, onProved }: { email: string; onProved: () => void }) {
  return (
    <DoorStep
      step={{
        kind: 'email_otp',
        reason: 'mailbox-in-doubt',
        proveAt: '/api/v1/proofs/email-code',
      }}
      email={email}
      organizationName=""
      onProved={() => {
        onProved()
        void refresh('getMySecurity', 'listMyOrganizations', 'previewCopy')
      }}
      onExpired={() => window.location.assign(paths.signIn(thisPage()))}
    />
  )
}

import { useQuery } from '@tanstack/react-query'
import { query, refresh } from '#web/api.ts'
import { thisPage } from '#web/destination.ts'
import { paths } from '#web/paths.ts'
import { DoorStep } from './door-step.tsx'
import { OwnProof } from './own-proof.tsx'
import type { Unseen } from './unseen.ts'

interface Props {
  email: string
  why: Unseen
  onProved: () => void
}

/**
 * Ends what keeps one's other organizations out of sight: the doubt that an administrator's password left, by a code from
 * the mailbox (PW4); that only an identity provider vouches, by anything of one's own (DR3).
 */
export function UnseenProof({ email, why, onProved }: Props) {
  const mine = useQuery({ ...query('listMyOrganizations'), enabled: why === 'own-proof' })
  const proved = () => {
    onProved()
    void refresh('getMySecurity', 'listMyOrganizations', 'previewCopy')
  }
  const expired = () => window.location.assign(paths.signIn(thisPage()))
  if (why === 'own-proof')
    return (
      <OwnProof
        email={email}
        hasPassword={mine.data?.hasPassword ?? false}
        onProved={proved}
        onExpired={expired}
      />
    )
  return (
    <DoorStep
      step={{
        kind: 'email_otp',
        reason: 'mailbox-in-doubt',
        proveAt: '/api/v1/proofs/email-code',
      }}
      email={email}
      organizationName=""
      onProved={proved}
      onExpired={expired}
    />
  )
}

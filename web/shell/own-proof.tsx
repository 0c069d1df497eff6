import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Step } from '#api/door.ts'
import { Link } from '#web/ui/link.tsx'
import styles from './door-step/door-step.module.css'
import { DoorStep } from './door-step.tsx'

const byCode: Step = {
  kind: 'email_otp',
  reason: 'demanded',
  proveAt: '/api/v1/proofs/email-code',
}
const byPassword: Step = { kind: 'password', proveAt: '/api/v1/proofs/password' }

interface Props {
  email: string
  /** Not everybody has one. */
  hasPassword: boolean
  onProved: () => void
  onExpired: () => void
}

/** Something that is one's own, and not an identity provider's word: a code from the mailbox, or the password (SS2, DR3). */
export function OwnProof({ email, hasPassword, onProved, onExpired }: Props) {
  const { t } = useTranslation()
  const [step, setStep] = useState(byCode)
  const other = step === byCode ? byPassword : byCode
  return (
    <div className={styles.sso}>
      <DoorStep
        key={step.kind}
        step={step}
        email={email}
        organizationName=""
        onProved={onProved}
        onExpired={onExpired}
      />
      {hasPassword && (
        <p className={styles.ways}>
          <Link onPress={() => setStep(other)}>
            {t(other === byPassword ? 'shell.own-proof.use-password' : 'shell.own-proof.use-code')}
          </Link>
        </p>
      )}
    </div>
  )
}

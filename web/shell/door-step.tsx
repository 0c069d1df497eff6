import { Info } from 'lucide-react'
import { type ComponentType, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Step } from '#api/door.ts'
import { EmailCodeStep } from './door-step/email-code-step.tsx'
import { NewPasswordStep } from './door-step/new-password-step.tsx'
import { PasswordStep } from './door-step/password-step.tsx'
import { SsoStep } from './door-step/sso-step.tsx'
import type { StepProps } from './door-step/step-props.ts'
import { TotpStep } from './door-step/totp-step.tsx'
import { Note } from './note.tsx'

type Forms = { [Kind in Step['kind']]?: ComponentType<StepProps<Kind>> }

/** One component a kind of proof. What a door misses is data: a new kind is a new entry here and nothing else. */
const forms: Forms = {
  password: PasswordStep,
  sso: SsoStep,
  email_otp: EmailCodeStep,
  totp: TotpStep,
  new_password: NewPasswordStep,
}

interface Props extends Omit<StepProps, 'onMissing' | 'isPending' | 'overWork'> {
  isPending?: boolean
  overWork?: boolean
}

/**
 * The next thing that a door wants to see, with what it takes to show it. Where that wants something else first (an
 * authenticator is set up only after a code from the mailbox), this comes before it in the same card.
 */
export function DoorStep({ isPending = false, overWork = false, ...props }: Props) {
  const [before, setBefore] = useState<readonly Step[]>([])
  const [first] = before
  const step = first ?? props.step
  // The table says which form takes which step, which TypeScript cannot follow.
  const Proof = (forms[step.kind] ?? NotYet) as ComponentType<StepProps>
  return (
    <Proof
      key={`${before.length}:${step.kind}`}
      {...props}
      step={step}
      isPending={isPending}
      overWork={overWork}
      onMissing={setBefore}
      onProved={first ? () => setBefore(before.slice(1)) : props.onProved}
    />
  )
}

/** Said plainly, rather than a button that leads nowhere. */
function NotYet({ organizationName }: StepProps) {
  const { t } = useTranslation()
  return <Note icon={<Info size={16} />}>{t('door.not-yet', { name: organizationName })}</Note>
}

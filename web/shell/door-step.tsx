import { useMutation } from '@tanstack/react-query'
import { Info } from 'lucide-react'
import { type ComponentType, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { Step } from '#api/door.ts'
import { client } from '#web/api.ts'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { PasswordField } from '#web/ui/password-field.tsx'
import { Note } from './note.tsx'
import { useWait } from './use-wait.ts'

export interface StepProps {
  step: Step
  /** Whose password, whose code: for password managers. */
  email: string
  organizationName: string
  /** The proof was taken; the door decides what comes next. */
  onProved: () => void
  /** The pending sign-in is over: sign in again. */
  onExpired: () => void
  /** The door is being asked again. */
  isPending?: boolean
}

/** One component a kind of proof. What a door misses is data: a new kind is a new entry here and nothing else. */
const forms: Partial<Record<Step['kind'], ComponentType<StepProps>>> = { password: PasswordStep }

/** The next thing that a door wants to see, with what it takes to show it. */
export function DoorStep(props: StepProps) {
  const Proof = forms[props.step.kind] ?? NotYet
  return <Proof {...props} />
}

function PasswordStep({ email, onProved, onExpired, isPending = false }: StepProps) {
  const { t } = useTranslation()
  const [password, setPassword] = useState('')
  const prove = useMutation({
    mutationFn: () => client.provePassword({ body: { password } }),
    onSuccess: onProved,
    onError: (error) => {
      setPassword('')
      if (error instanceof ApiError && error.type === 'not-signed-in') onExpired()
    },
  })
  const wait = useWait(prove.error)
  return (
    <Form
      error={prove.error}
      isPending={prove.isPending || isPending}
      onSubmit={() => prove.mutate()}
      leaveFreely
    >
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <PasswordField
        label={t('sign-in.password')}
        name="password"
        size="large"
        autoComplete="current-password"
        autoFocus
        value={password}
        onChange={setPassword}
        validate={(value) => (value ? null : t('field-errors.required'))}
      />
      <SubmitButton size="large" wide disabledReason={wait}>
        {wait ?? t('door.continue')}
      </SubmitButton>
    </Form>
  )
}

/** Said plainly, rather than a button that leads nowhere. */
function NotYet({ step, organizationName }: StepProps) {
  const { t } = useTranslation()
  return (
    <Note icon={<Info size={16} />}>
      {t(`door.not-yet.${step.kind}`, { name: organizationName })}
    </Note>
  )
}

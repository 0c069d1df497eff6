import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { plainClient } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { CodeField } from '#web/ui/code-field.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { Link } from '#web/ui/link.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { Enrolment } from '../enrolment.tsx'
import styles from './door-step.module.css'
import type { StepProps } from './step-props.ts'
import { useProof } from './use-proof.ts'

type Way = 'code' | 'recovery' | 'lost'
type Props = StepProps<'totp'> & { go: (way: Way) => void }

/** A code from the authenticator, and the ways around it; where there is none, it is set up here (DR4). */
export function TotpStep(props: StepProps<'totp'>) {
  const [way, setWay] = useState<Way>('code')
  if (!props.step.enrolled)
    return (
      <Enrolment
        by={plainClient}
        onMissing={props.onMissing}
        onExpired={props.onExpired}
        onDone={props.onProved}
      />
    )
  if (way === 'lost') return <LostDevice {...props} go={setWay} />
  if (way === 'recovery') return <RecoveryCode {...props} go={setWay} />
  return <AuthenticatorCode {...props} go={setWay} />
}

function AuthenticatorCode(props: Props) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const proof = useProof(
    (typed: string) => plainClient.proveTotp({ body: { code: typed } }),
    props,
    () => setCode(''),
  )
  return (
    <Form
      error={proof.error}
      isPending={proof.isPending}
      onSubmit={() => proof.give(code)}
      leaveFreely
    >
      <CodeField
        label={t('door.totp.code')}
        help={t('door.totp.code-help')}
        autoFocus
        value={code}
        onChange={setCode}
        onComplete={(typed) => !proof.wait && proof.give(typed)}
        isPending={proof.isPending}
      />
      <SubmitButton
        size="large"
        wide
        disabledReason={proof.wait ?? (code.length < 6 ? t('door.code-first') : null)}
      >
        {proof.wait ?? t('door.continue')}
      </SubmitButton>
      <p className={styles.ways}>
        <Link onPress={() => props.go('recovery')}>{t('door.totp.use-recovery')}</Link>
        <Link onPress={() => props.go('lost')}>{t('door.totp.lost')}</Link>
      </p>
    </Form>
  )
}

function RecoveryCode(props: Props) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const proof = useProof(
    () => plainClient.proveRecoveryCode({ body: { code: code.trim() } }),
    props,
    () => undefined,
  )
  return (
    <Form
      error={proof.error}
      isPending={proof.isPending}
      onSubmit={() => proof.give(undefined)}
      leaveFreely
    >
      <TextField
        label={t('door.totp.recovery-code')}
        help={t('door.totp.recovery-help')}
        name="code"
        size="large"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck="false"
        placeholder="xxxxx-xxxxx"
        autoFocus
        value={code}
        onChange={setCode}
        maxLength={64}
        validate={(value) => (value.trim() ? null : t('field-errors.required'))}
      />
      <SubmitButton size="large" wide disabledReason={proof.wait}>
        {proof.wait ?? t('door.continue')}
      </SubmitButton>
      <p className={styles.ways}>
        <Link onPress={() => props.go('code')}>{t('door.totp.use-code')}</Link>
        <Link onPress={() => props.go('lost')}>{t('door.totp.lost')}</Link>
      </p>
    </Form>
  )
}

/** What is left without the device: nothing here lets anybody in who has none of it. */
function LostDevice({ go, onBreakGlass }: Props) {
  const { t } = useTranslation()
  return (
    <section className={styles.lost}>
      <h2 className={styles.heading}>{t('door.lost.title')}</h2>
      <p>{t('door.lost.recovery')}</p>
      <Button size="large" wide kind="primary" autoFocus onPress={() => go('recovery')}>
        {t('door.totp.use-recovery')}
      </Button>
      <p>
        {t('door.lost.home')} {t('door.lost.operator')}
      </p>
      {onBreakGlass && (
        <>
          <p>{t('door.lost.owner')}</p>
          <Button size="large" wide onPress={onBreakGlass}>
            {t('door.break-glass.use')}
          </Button>
        </>
      )}
      <p className={styles.ways}>
        <Link onPress={() => go('code')}>{t('door.totp.use-code')}</Link>
      </p>
    </section>
  )
}

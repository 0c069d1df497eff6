import { useMutation, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, type Client } from '#api/client.ts'
import type { Step } from '#api/door.ts'
import { missingOf } from '#web/proofs.ts'
import { CodeField } from '#web/ui/code-field.tsx'
import { CopyButton } from '#web/ui/copy-button.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { atField } from './at-field.ts'
import styles from './enrolment.module.css'
import { RecoveryCodes } from './recovery-codes.tsx'
import { useWait } from './use-wait.ts'

const QrCode = lazy(() => import('#web/ui/qr-code.tsx').then((file) => ({ default: file.QrCode })))

interface Props {
  /** `plainClient` together with `onMissing`, else `client`, which asks for proofs by itself. */
  by: Pick<Client, 'startEnrolment' | 'confirmEnrolment'>
  /** What must be proved before an authenticator may be set up. */
  onMissing?: (missing: readonly Step[]) => void
  onExpired?: () => void
  /** It is set up, and the recovery codes are saved. */
  onDone: () => void
}

/** Setting up an authenticator: the secret as QR code and to type, its first code, then ten recovery codes (DR4). */
export function Enrolment({ by, onMissing, onExpired, onDone }: Props) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const start = useQuery({
    queryKey: ['enrolment'],
    queryFn: () => by.startEnrolment(),
    // Another secret would void the one that is just being scanned.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const confirm = useMutation({
    mutationFn: (typed: string) => by.confirmEnrolment({ body: { code: typed } }),
    onError: () => setCode(''),
  })
  useRefusals([start.error, confirm.error], onMissing, onExpired)
  const wait = useWait(confirm.error)

  if (confirm.data) return <RecoveryCodes codes={confirm.data.recoveryCodes} onSaved={onDone} />
  if (start.error || isOver(confirm.error))
    return (
      <ErrorState
        error={start.error ?? confirm.error}
        retry={() => {
          confirm.reset()
          void start.refetch()
        }}
      />
    )
  if (!start.data) return <FormSkeleton fields={2} label={t('enrolment.title')} />
  const { secret, uri } = start.data
  return (
    <Form
      error={atField(confirm.error, 'wrong-code', 'code')}
      isPending={confirm.isPending}
      onSubmit={() => confirm.mutate(code)}
      leaveFreely
    >
      <p className={styles.said}>{t('enrolment.scan')}</p>
      <div className={styles.picture}>
        <Suspense>
          <QrCode text={uri} label={t('enrolment.qr')} />
        </Suspense>
      </div>
      <div className={styles.secret}>
        <p className={styles.said}>{t('enrolment.type')}</p>
        <div className={styles.line}>
          <code>{secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
          <CopyButton text={secret} size="small" />
        </div>
      </div>
      <CodeField
        label={t('enrolment.first-code')}
        value={code}
        onChange={setCode}
        onComplete={(typed) => !wait && confirm.mutate(typed)}
        isPending={confirm.isPending}
        // The step before took the focus with it. On a phone the keyboard would cover the picture.
        autoFocus={matchMedia('(pointer: fine)').matches}
      />
      <SubmitButton
        size="large"
        wide
        disabledReason={wait ?? (code.length < 6 ? t('door.code-first') : null)}
      >
        {wait ?? t('enrolment.confirm')}
      </SubmitButton>
    </Form>
  )
}

function useRefusals(
  errors: readonly (Error | null)[],
  onMissing: Props['onMissing'],
  onExpired: Props['onExpired'],
) {
  const refusal = errors.find((error) => error instanceof ApiError) ?? null
  useEffect(() => {
    if (!(refusal instanceof ApiError)) return
    if (refusal.type === 'fresh-evidence-required') onMissing?.(missingOf(refusal))
    if (refusal.type === 'not-signed-in') onExpired?.()
  }, [refusal, onMissing, onExpired])
}

/** The secret that was shown is too old: only another one helps. */
const isOver = (error: unknown) => error instanceof ApiError && error.type === 'not-enrolled'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { plainClient, queries, query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { CodeField } from '#web/ui/code-field.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { Link } from '#web/ui/link.tsx'
import { asClock, useCountdown } from '../use-countdown.ts'
import styles from './door-step.module.css'
import type { StepProps } from './step-props.ts'
import { useProof } from './use-proof.ts'

/** A code from the mailbox, sent on arrival (DR5). */
export function EmailCodeStep(props: StepProps<'email_otp'>) {
  const { t } = useTranslation()
  const { data: about } = useQuery(query('getAbout'))
  const [code, setCode] = useState('')
  const mail = useCodeMail(props)
  const proof = useProof(
    async (typed: string) => {
      await plainClient.proveEmailCode({ body: { code: typed } })
      mail.forget()
    },
    props,
    () => setCode(''),
  )
  if (mail.error) return <ErrorState error={mail.error} retry={mail.send} />
  return (
    <Form
      error={proof.error}
      isPending={proof.isPending}
      onSubmit={() => proof.give(code)}
      leaveFreely
    >
      <p role="status" className={styles.said}>
        {t(mail.isSending ? 'door.mail.sending' : `door.mail.${mail.news}`, { email: mail.sentTo })}
      </p>
      <CodeField
        label={t('door.mail.code')}
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
        {mail.coolDown > 0 ? (
          <span>{t('door.mail.again-in', { time: asClock(mail.coolDown) })}</span>
        ) : (
          <Link onPress={mail.send}>{t('door.mail.again')}</Link>
        )}
        {about?.developmentMailbox && (
          <Link href={paths.developmentMails()} target="_blank">
            {t('sign-in.mailbox')}
          </Link>
        )}
      </p>
    </Form>
  )
}

/**
 * The mail with the code. As a query it goes once, however often React mounts what shows it; a code that was sent and
 * is still good is waited for, also by the next dialog of this page. After a reload the server says that one is under
 * way (429 within the cool-down), which is as good.
 */
function useCodeMail({ email, onExpired }: Pick<StepProps, 'email' | 'onExpired'>) {
  const [again, setAgain] = useState(false)
  const key = ['email-code', email]
  const { data, error, errorUpdatedAt, isFetching, refetch } = useQuery({
    queryKey: key,
    queryFn: () => plainClient.sendEmailCode(),
    staleTime: ({ state }) =>
      state.data ? Math.max(0, Date.parse(state.data.expiresAt) - Date.now()) : 0,
    gcTime: Number.POSITIVE_INFINITY,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const refused = error instanceof ApiError ? error : null
  const underWay = refused?.type === 'too-many-requests'
  const isOver = refused?.type === 'not-signed-in'
  useEffect(() => {
    if (isOver) onExpired()
  }, [isOver, onExpired])
  return {
    sentTo: data?.sentTo ?? email,
    isSending: isFetching,
    /** Sent now, sent once more, or just before this page was loaded. */
    news: data ? (again ? 'sent-again' : 'sent') : 'under-way',
    /** Seconds. */
    coolDown: useCountdown(
      underWay
        ? errorUpdatedAt + (refused.problem.retryAfterSeconds ?? 0) * 1000
        : data
          ? Date.parse(data.resendAfter)
          : 0,
    ),
    error: underWay || isFetching ? null : error,
    send: () => {
      setAgain(true)
      void refetch()
    },
    /** It was used: the next one who asks gets another. */
    forget: () => queries.removeQueries({ queryKey: key }),
  }
}

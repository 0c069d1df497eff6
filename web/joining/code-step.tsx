import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { atField } from '#web/shell/at-field.ts'
import { asClock, useCountdown } from '#web/shell/use-countdown.ts'
import { useWait } from '#web/shell/use-wait.ts'
import { CodeField } from '#web/ui/code-field.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { Link } from '#web/ui/link.tsx'
import styles from './joining.module.css'
import type { Draft } from './use-kept-draft.ts'
import type { useMailbox } from './use-mailbox.ts'

interface Props {
  proof: NonNullable<Draft['proof']>
  mailbox: ReturnType<typeof useMailbox>
  /** What was mailed, in words. */
  said: string
  onOtherAddress: () => void
}

/** Six digits from the mail: typed, pasted or filled in, and sent by themselves. */
export function CodeStep({ proof, mailbox: { start, prove }, said, onOtherAddress }: Props) {
  const { t } = useTranslation()
  const { data: about } = useQuery(query('getAbout'))
  const [code, setCode] = useState('')
  const [again, setAgain] = useState(false)
  const wait = useWait(prove.error)
  const coolDown = useCountdown(resendAfter(proof.resendAfter, start))
  const give = (typed: string) =>
    !prove.isPending && prove.mutate(typed, { onError: () => setCode('') })
  const tooSoon = start.error instanceof ApiError && start.error.type === 'too-many-requests'
  const wrong = atField(prove.error, 'wrong-code', 'code')
  return (
    <Form
      error={tooSoon ? wrong : (start.error ?? wrong)}
      isPending={prove.isPending}
      onSubmit={() => give(code)}
      leaveFreely
    >
      <p role="status" className={styles.said}>
        {again ? t('door.mail.sent-again', { email: proof.sentTo }) : said}
      </p>
      <CodeField
        label={t('door.mail.code')}
        autoFocus
        value={code}
        onChange={setCode}
        onComplete={(typed) => !wait && give(typed)}
        isPending={prove.isPending}
      />
      <SubmitButton
        size="large"
        wide
        disabledReason={wait ?? (code.length < 6 ? t('door.code-first') : null)}
      >
        {wait ?? t('door.continue')}
      </SubmitButton>
      <p className={styles.ways}>
        {coolDown > 0 ? (
          <span>{t('door.mail.again-in', { time: asClock(coolDown) })}</span>
        ) : (
          <Link
            onPress={() => {
              prove.reset()
              setCode('')
              start.mutate(proof.email, { onSuccess: () => setAgain(true) })
            }}
          >
            {t('door.mail.again')}
          </Link>
        )}
        <Link onPress={onOtherAddress}>{t('sign-up.other-address')}</Link>
        {about?.developmentMailbox && (
          <Link href={paths.developmentMails()} target="_blank">
            {t('sign-in.mailbox')}
          </Link>
        )}
      </p>
    </Form>
  )
}

/** Milliseconds since 1970: what the last mail said, or a refusal to send another so soon. */
function resendAfter(told: string, { error, submittedAt }: ReturnType<typeof useMailbox>['start']) {
  const seconds = error instanceof ApiError ? (error.problem.retryAfterSeconds ?? 0) : 0
  return Math.max(submittedAt + seconds * 1000, Date.parse(told) || 0)
}

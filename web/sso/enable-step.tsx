import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connection } from '#api/sso.ts'
import { client, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import { onLockOut } from './on-lock-out.ts'
import styles from './sso.module.css'
import { Step } from './step.tsx'
import { keepConnection } from './use-connection.ts'

interface Props {
  connection: Connection
  /** Why there is nothing to enable yet. */
  notYet: string | null
}

/** On and off: who may come through it, never who must. */
export function EnableStep({ connection, notYet }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const say = useProblemText()
  const refusal = useRefusal('setConnectionStatus')
  const [asking, setAsking] = useState(false)
  const { id, name, status, linkedMembers: count } = connection
  const change = useMutation({
    mutationFn: (next: 'enabled' | 'disabled') =>
      client.setConnectionStatus({ params: { connectionId: id }, body: { status: next } }),
    onSuccess: (saved) => {
      keepConnection(saved)
      void refresh('listMyOrganizations')
      setAsking(false)
      toast(t(saved.status === 'enabled' ? 'sso.enabled-now' : 'sso.disabled-now', { name }))
    },
  })
  const failed = onLockOut(change.error, t('sso.locks-out'), t('sso.locks-out-text'))
  const refused = failed && say(failed)
  const alert = refused && (
    <p role="alert" className={styles.error}>
      {refused.title}. {refused.detail}
    </p>
  )
  return (
    <Step
      number={4}
      title={t('sso.steps.enable')}
      lead={t('sso.steps.enable-lead')}
      done={status === 'enabled'}
    >
      <p className={styles.words}>
        {t(status === 'enabled' ? 'sso.enable-does-not-now' : 'sso.enable-does-not')}{' '}
        <Link href={paths.signInPolicy(slug)}>{t('sso.to-policy')}</Link>
      </p>
      {!asking && alert}
      <div>
        {status === 'enabled' ? (
          <Button
            disabledReason={refusal}
            onPress={() => {
              change.reset()
              setAsking(true)
            }}
          >
            {t('sso.disable')}
          </Button>
        ) : (
          <Button
            kind="primary"
            isPending={change.isPending}
            disabledReason={refusal ?? notYet}
            onPress={() => change.mutate('enabled')}
          >
            {t('sso.enable')}
          </Button>
        )}
      </div>
      <ConfirmDialog
        title={t('sso.disable-question', { name })}
        confirm={t('sso.disable-confirm')}
        danger
        isOpen={asking}
        isPending={change.isPending}
        disabledReason={refused?.title ?? null}
        onConfirm={() => change.mutate('disabled')}
        onClose={() => setAsking(false)}
      >
        {alert ?? t('sso.disable-warning', { count, number: format.number(count) })}
      </ConfirmDialog>
    </Step>
  )
}

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connection } from '#api/sso.ts'
import { client, refresh } from '#web/api.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import { CopyRows } from './copy-rows.tsx'
import styles from './sso.module.css'

/** A link by which somebody without an account does steps 1 to 3: whoever administers the provider (SS3). */
export function SetUpLink({ connection }: { connection: Connection }) {
  const { t } = useTranslation()
  const format = useFormat(useSession().organization.timeZone)
  const say = useProblemText()
  const mayCreate = useRefusal('createSetUpLink')
  const mayRevoke = useRefusal('revokeSetUpLink')
  const [asking, setAsking] = useState(false)
  const { id, status, setUpLinkExpiresAt: open } = connection
  const params = { connectionId: id }
  const fail = (error: Error) => {
    const { title, detail } = say(error)
    setAsking(false)
    toast({ text: title, description: detail, tone: 'error' })
  }
  const create = useMutation({
    mutationFn: () => client.createSetUpLink({ params }),
    onSuccess: () => void refresh('getConnection'),
    onError: fail,
  })
  const revoke = useMutation({
    mutationFn: () => client.revokeSetUpLink({ params }),
    onSuccess: () => {
      setAsking(false)
      void refresh('getConnection')
      toast(t('sso.link.revoked'))
    },
    onError: fail,
  })
  const isEnabled = status === 'enabled' ? t('sso.link.enabled') : null
  return (
    <Card title={t('sso.link.title')} lead={t('sso.link.lead')}>
      <div className={styles.linkBody}>
        {open && (
          <p className={styles.words}>{t('sso.link.open', { time: format.dateTime(open) })}</p>
        )}
        <div className={styles.buttons}>
          <Button
            isPending={create.isPending}
            disabledReason={mayCreate ?? isEnabled}
            onPress={() => create.mutate()}
          >
            {t(open ? 'sso.link.replace' : 'sso.link.create')}
          </Button>
          {open && (
            <Button disabledReason={mayRevoke} onPress={() => setAsking(true)}>
              {t('sso.link.revoke')}
            </Button>
          )}
        </div>
      </div>
      <ConfirmDialog
        title={t('sso.link.revoke-question')}
        confirm={t('sso.link.revoke')}
        isOpen={asking}
        isPending={revoke.isPending}
        onConfirm={() => revoke.mutate()}
        onClose={() => setAsking(false)}
      >
        {t('sso.link.revoke-text')}
      </ConfirmDialog>
      {create.data && (
        <Dialog
          title={t('sso.link.made')}
          lead={t('sso.link.made-lead')}
          firm
          isOpen
          onClose={create.reset}
          actions={
            <Button kind="primary" onPress={create.reset}>
              {t('sso.link.done')}
            </Button>
          }
        >
          <div className={styles.linkBody}>
            <CopyRows rows={[{ label: t('sso.link.url'), value: create.data.url }]} />
            <p className={styles.words}>
              {t('sso.link.made-text', { time: format.dateTime(create.data.expiresAt) })}
            </p>
          </div>
        </Dialog>
      )}
    </Card>
  )
}

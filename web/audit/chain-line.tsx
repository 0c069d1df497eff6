import { useMutation, useQuery } from '@tanstack/react-query'
import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, query, refresh } from '#web/api.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { cx } from '#web/ui/cx.ts'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import styles from './audit.module.css'
import { ChainDialog } from './chain-dialog.tsx'
import { useCheckWords } from './use-check-words.ts'

/** How far the log is sealed, and whether the chain holds, as somebody asks. */
export function ChainLine() {
  const { t } = useTranslation()
  const timeZone = useTimeZone()
  const said = useCheckWords()
  const [about, setAbout] = useState(false)
  const chain = useQuery({ ...query('getAuditChain'), refetchInterval: 60_000 })
  const check = useMutation({
    mutationFn: () => client.checkAuditChain({ body: {} }),
    onSuccess: () => void refresh('getAuditChain'),
  })
  const { head, unsealed = 0 } = chain.data ?? { head: null }
  const broken = check.data?.broken
  const Sign = broken ? ShieldAlert : ShieldCheck
  return (
    <section
      className={cx(styles.chain, broken && styles.broken)}
      aria-label={t('audit.chain.title')}
    >
      <Sign size={16} strokeWidth={1.5} aria-hidden className={styles.sign} />
      <p className={styles.state} role="status">
        {check.error ? (
          t('audit.chain.failed')
        ) : check.data ? (
          said(check.data)
        ) : chain.error ? (
          t('audit.chain.unknown')
        ) : !chain.data ? (
          <span className={styles.quiet}>{t('audit.chain.loading')}</span>
        ) : head ? (
          <>
            {t('audit.chain.sealed', { number: head.number })}{' '}
            <span className={styles.quiet}>
              {'· '}
              <RelativeTime time={head.sealedAt} timeZone={timeZone} />
              {unsealed > 0 && ` · ${t('audit.chain.waiting', { count: unsealed })}`}
            </span>
          </>
        ) : (
          t('audit.chain.nothing')
        )}
      </p>
      <div className={styles.buttons}>
        <Button size="small" isPending={check.isPending} onPress={() => check.mutate()}>
          {t('audit.chain.check')}
        </Button>
        <Button size="small" kind="ghost" onPress={() => setAbout(true)}>
          {t('audit.chain.about')}
        </Button>
      </div>
      {about && <ChainDialog head={head} onClose={() => setAbout(false)} />}
    </section>
  )
}

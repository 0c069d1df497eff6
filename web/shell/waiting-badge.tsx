import { CloudUpload } from 'lucide-react'
import { useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { listenToSent, outboxStore, sendNow } from '#web/outbox.ts'
import { paths } from '#web/paths.ts'
import type { Work } from '#web/shelf.ts'
import { Button } from '#web/ui/button.tsx'
import { Link } from '#web/ui/link.tsx'
import { Popover } from '#web/ui/popover.tsx'
import { toast } from '#web/ui/toast.tsx'
import { useSession } from './session.ts'
import styles from './waiting-badge.module.css'

/** Top right, while something that was finished on this device has not reached the server: how much, which, and why. */
export function WaitingBadge() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { waiting, sendingId } = useSyncExternalStore(outboxStore.subscribe, outboxStore.get)
  useEffect(
    () =>
      listenToSent(({ id, title }) => {
        // The page of the task itself says so already.
        if (window.location.pathname !== paths.doTask(slug, id))
          toast(t('doing.sent-toast', { title }))
      }),
    [slug, t],
  )
  if (waiting.length === 0) return null
  const label = t('doing.badge', { count: waiting.length })
  const stateOf = ({ taskId, sending }: Work) =>
    sending?.trouble ? 'trouble' : sendingId === taskId ? 'sending' : 'waiting'
  return (
    <Popover
      label={t('doing.outbox')}
      placement="bottom end"
      trigger={
        <Button kind="ghost" icon={<CloudUpload size={16} />} aria-label={label}>
          <span className={styles.count}>{waiting.length}</span>
        </Button>
      }
    >
      {(close) => (
        <div className={styles.outbox}>
          <h2 className={styles.title}>{label}</h2>
          <ul className={styles.works}>
            {waiting.map((work) => (
              <li key={work.taskId}>
                <Link href={paths.doTask(slug, work.taskId)} onPress={close}>
                  {work.title}
                </Link>
                <span className={styles.state}>{t(`doing.states.${stateOf(work)}`)}</span>
              </li>
            ))}
          </ul>
          {waiting.some(({ sending }) => !sending?.trouble) && (
            <Button size="small" isPending={sendingId !== null} onPress={sendNow}>
              {t('doing.waiting.now')}
            </Button>
          )}
        </div>
      )}
    </Popover>
  )
}

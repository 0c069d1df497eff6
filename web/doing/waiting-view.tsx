import { CloudUpload } from 'lucide-react'
import { useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { outboxStore, sendNow, takeBack } from '#web/outbox.ts'
import { paths } from '#web/paths.ts'
import type { Work } from '#web/shelf.ts'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import styles from './doing.module.css'

/** Finished here, and on its way or waiting for a connection. */
export function WaitingView({ work, onBack }: { work: Work; onBack: (work: Work | null) => void }) {
  const { t } = useTranslation()
  const { go } = useGo()
  const { slug } = useSession().organization
  const { sendingId } = useSyncExternalStore(outboxStore.subscribe, outboxStore.get)
  const [takingBack, setTakingBack] = useState(false)
  const isSending = sendingId === work.taskId
  return (
    <EmptyState
      icon={<CloudUpload size={20} />}
      title={isSending ? t('doing.waiting.sending') : t('doing.waiting.title')}
      action={
        <div className={styles.choices}>
          <Button kind="primary" onPress={() => go(paths.tasks(slug))}>
            {t('doing.to-tasks')}
          </Button>
          <Button isPending={isSending} onPress={sendNow}>
            {t('doing.waiting.now')}
          </Button>
          <Button
            kind="ghost"
            isPending={takingBack}
            onPress={() => {
              setTakingBack(true)
              void takeBack(work.taskId)
                .then(onBack)
                .finally(() => setTakingBack(false))
            }}
          >
            {t('doing.waiting.change')}
          </Button>
        </div>
      }
    >
      <p role="status">{isSending ? t('doing.waiting.stay') : t('doing.waiting.text')}</p>
    </EmptyState>
  )
}

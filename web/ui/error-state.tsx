import { CloudOff, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { ProofCancelled } from '#web/proofs.ts'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { useProblemText } from './problem-text.ts'
import styles from './state.module.css'

interface Props {
  /** What was thrown: an ApiError, a network failure, anything. */
  error: unknown
  retry?: (() => void) | undefined
  /** Something else to do, where trying again is not it. */
  action?: ReactNode
}

/** Where something failed: what happened, what to do, and the request's id for whoever helps. */
export function ErrorState({ error, retry, action }: Props) {
  const { t } = useTranslation()
  const say = useProblemText()
  const { title, detail, requestId } =
    error instanceof ProofCancelled
      ? { title: t('door.not-proved'), detail: t('door.not-proved-text'), requestId: null }
      : say(error)
  const offline = !(error instanceof ApiError) && error instanceof TypeError
  return (
    <section className={styles.state} role="alert">
      <span className={cx(styles.icon, styles.bad)}>
        {offline ? <CloudOff size={20} /> : <TriangleAlert size={20} />}
      </span>
      <h2 className={styles.title}>{title}</h2>
      <div className={styles.words}>{detail}</div>
      {action ?? (retry && <Button onPress={retry}>{t('ui.try-again')}</Button>)}
      {requestId && (
        <p className={styles.request}>
          {t('ui.request-id')} <code>{requestId}</code>
        </p>
      )}
    </section>
  )
}

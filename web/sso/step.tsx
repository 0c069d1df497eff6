import { Check } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/cx.ts'
import styles from './sso.module.css'

interface Props {
  number: number
  /** In the fragment of the address: whoever comes back to this step begins there. */
  anchor?: string
  title: string
  /** What it is for, in a line or two. */
  lead: ReactNode
  done?: boolean
  children: ReactNode
}

/** One step of a set-up; it stays readable when it is done. */
export function Step({ number, anchor, title, lead, done = false, children }: Props) {
  const { t } = useTranslation()
  const heading = useId()
  const body = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!anchor || window.location.hash !== `#${anchor}`) return
    body.current?.scrollIntoView({ block: 'center' })
    body.current?.focus({ preventScroll: true })
  }, [anchor])
  return (
    <li className={styles.step}>
      <span className={cx(styles.number, done && styles.done)} aria-hidden>
        {done ? <Check size={14} strokeWidth={2.5} /> : number}
      </span>
      <section ref={body} tabIndex={-1} aria-labelledby={heading} className={styles.stepBody}>
        <div>
          <h2 id={heading} className={styles.stepTitle}>
            <span className="visually-hidden">
              {t(done ? 'sso.step-done' : 'sso.step', { number })}:{' '}
            </span>
            {title}
          </h2>
          <p className={styles.quiet}>{lead}</p>
        </div>
        {children}
      </section>
    </li>
  )
}

export const Steps = ({ children }: { children: ReactNode }) => (
  <ol className={styles.steps}>{children}</ol>
)

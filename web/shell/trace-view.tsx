import { CircleAlert, CircleCheck, MailQuestion } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { ssoReasons, type Trace } from '#api/sso.ts'
import { Badge } from '#web/ui/badge.tsx'
import { cx } from '#web/ui/cx.ts'
import { Note } from './note.tsx'
import styles from './trace-view.module.css'

/** Whether an attempt ended in a refusal, not in what it was for. */
export const refused = ({ outcome }: Pick<Trace, 'outcome'>): boolean =>
  ssoReasons.some((reason) => reason === outcome)

/** What happened on one way through a provider, for administrators: what came of it, each step, what came back (SS3). */
export function TraceView({ trace }: { trace: Trace }) {
  const { t } = useTranslation()
  const { outcome } = trace
  const bad = refused(trace)
  // What went wrong stands first; where nothing did, what came is what one looks for.
  const steps = <Steps steps={trace.steps} />
  return (
    <div className={styles.trace}>
      <div className={cx(styles.outcome, bad ? styles.bad : styles.good)}>
        {bad ? <CircleAlert size={16} aria-hidden /> : <CircleCheck size={16} aria-hidden />}
        <div>
          <p className={styles.strong}>{t(`sso.trace.outcomes.${outcome}`)}</p>
          <p>{t(`sso.trace.advice.${outcome}`)}</p>
        </div>
      </div>
      {bad && steps}
      {outcome === 'tested' && trace.email === null && (
        <Note icon={<MailQuestion size={16} aria-hidden />}>{t('sso.trace.no-email')}</Note>
      )}
      <Claims claims={trace.claims} />
      {!bad && steps}
    </div>
  )
}

function Steps({ steps }: Pick<Trace, 'steps'>) {
  const { t, i18n } = useTranslation()
  if (steps.length === 0) return null
  return (
    <div className={styles.part}>
      <h2>{t('sso.trace.steps')}</h2>
      {i18n.language !== 'en' && <p className={styles.quiet}>{t('sso.trace.words-in-english')}</p>}
      <ol className={styles.steps}>
        {steps.map(({ name, ok, detail }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a trace never changes, and names may come twice
          <li key={at} className={cx(!ok && styles.failed)}>
            {ok ? <CircleCheck size={16} aria-hidden /> : <CircleAlert size={16} aria-hidden />}
            <div>
              <p className={styles.strong}>
                {t(`sso.trace.step.${name}`, { defaultValue: name })}
                <span className="visually-hidden">
                  : {t(ok ? 'sso.trace.step-ok' : 'sso.trace.step-failed')}
                </span>
              </p>
              <p lang="en" className={styles.detail}>
                {detail}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </div>
  )
}

function Claims({ claims }: Pick<Trace, 'claims'>) {
  const { t } = useTranslation()
  const heading = useId()
  return (
    <div className={styles.part}>
      <h2 id={heading}>{t('sso.trace.claims')}</h2>
      {claims.length === 0 ? (
        <p className={styles.quiet}>{t('sso.trace.no-claims')}</p>
      ) : (
        <table aria-labelledby={heading} className={styles.claims}>
          <thead>
            <tr>
              <th scope="col">{t('sso.trace.claim')}</th>
              <th scope="col">{t('sso.trace.value')}</th>
              <th scope="col">{t('sso.trace.used-as')}</th>
            </tr>
          </thead>
          <tbody>
            {claims.map(({ name, values, usedAs }) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>
                  {values.length === 0 ? (
                    <span className={styles.quiet}>{t('sso.trace.no-value')}</span>
                  ) : (
                    values.map((value) => <div key={value}>{value}</div>)
                  )}
                </td>
                <td>
                  {usedAs.length === 0 ? (
                    <span className={styles.quiet}>{t('sso.trace.not-used')}</span>
                  ) : (
                    <span className={styles.uses}>
                      {usedAs.map((use) => (
                        <Badge key={use} tone="accent">
                          {t(`sso.trace.use.${use}`, { defaultValue: use })}
                        </Badge>
                      ))}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

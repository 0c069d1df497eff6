import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import { roleTemplates, templateNames } from '#api/permissions.ts'
import { Badge } from '#web/ui/badge.tsx'
import { cx } from '#web/ui/cx.ts'
import { useFormat } from '#web/ui/format.ts'
import styles from './policies.module.css'

export type DryRun = Awaited<ReturnType<Client['dryRunSignInPolicy']>>

/** How many walk on, are asked for more, are kept out: a bar, and the same in words. */
export function DryRunBar({ result }: { result: DryRun }) {
  const { t } = useTranslation()
  const format = useFormat()
  const parts = [
    { id: 'unhindered', count: result.unhindered, tone: styles.green },
    { id: 'asked', count: result.asked, tone: styles.amber },
    { id: 'kept-out', count: result.keptOut, tone: styles.red },
  ] as const
  return (
    <>
      <p className={styles.quiet}>
        {t('policies.judged', { count: result.members, number: format.number(result.members) })}
      </p>
      <div className={styles.bar} aria-hidden>
        {parts.map(
          ({ id, count, tone }) =>
            count > 0 && <span key={id} className={cx(tone)} style={{ flexGrow: count }} />,
        )}
      </div>
      <ul className={styles.legend}>
        {parts.map(({ id, count, tone }) => (
          <li key={id}>
            <span className={cx(styles.dot, tone)} aria-hidden />
            {t(`policies.counts.${id}`, { count, number: format.number(count) })}
          </li>
        ))}
      </ul>
    </>
  )
}

/** Who is kept out, then who is asked, and why. */
export function PeopleConcerned({ result }: { result: DryRun }) {
  const { t } = useTranslation()
  const format = useFormat()
  const help = useId()
  const roleName = useNameOfRole()
  const rest = result.keptOut + result.asked - result.items.length
  if (result.items.length === 0) return <p className={styles.quiet}>{t('policies.nobody')}</p>
  return (
    <>
      <p id={help} className={styles.quiet}>
        {t('policies.kept-out-help')}
      </p>
      {/* Long lists scroll: by keyboard, too. */}
      <section
        aria-label={t('policies.people')}
        aria-describedby={help}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable
        tabIndex={0}
        className={styles.people}
      >
        <ul>
          {result.items.map(({ memberId, name, email, role, keptOut, reasons, missing }) => (
            <li key={memberId} className={styles.person}>
              <div className={styles.who}>
                <p>{name || email}</p>
                <p className={styles.quiet}>
                  {roleName(role)}
                  {name && ` · ${email}`}
                </p>
              </div>
              <div className={styles.why}>
                <Badge tone={keptOut ? 'red' : 'amber'}>
                  {t(keptOut ? 'policies.kept-out' : 'policies.asked')}
                </Badge>
                <div>
                  {reasons
                    // What is asked for stands below.
                    .filter((reason) => reason !== 'must-prove-again' || missing.length === 0)
                    .map((reason) => (
                      <p key={reason}>{t(`policies.reasons.${reason}`)}</p>
                    ))}
                  {missing.length > 0 && (
                    <p className={styles.quiet}>
                      {t('policies.will-show', {
                        steps: format.list(missing.map((kind) => t(`policies.steps.${kind}`))),
                      })}
                    </p>
                  )}
                </div>
              </div>
            </li>
          ))}
        </ul>
        {rest > 0 && (
          <p className={styles.rest}>
            {t('policies.more-people', { count: rest, number: format.number(rest) })}
          </p>
        )}
      </section>
    </>
  )
}

/** A default role's name is translated; no other role can bear it. */
function useNameOfRole() {
  const { t } = useTranslation()
  return (name: string) => {
    const template = roleTemplates.find((one) => templateNames[one] === name)
    return template ? t(`roles.templates.${template}`) : name
  }
}

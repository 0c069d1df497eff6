import { useTranslation } from 'react-i18next'
import type { AuditEvent } from '#api/audit.ts'
import { useAuditWords } from '#web/shell/use-audit-words.ts'
import { useDeviceWords } from '#web/shell/use-device-words.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { CopyButton } from '#web/ui/copy-button.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Panel, PanelSection } from '#web/ui/panel.tsx'
import styles from './audit.module.css'
import { isPerson } from './is-person.ts'
import { useDetails } from './use-details.ts'
import { useWhoWords } from './use-who-words.ts'

/** Everything that is known of one event. */
export function EventPanel({ event, onClose }: { event: AuditEvent; onClose: () => void }) {
  const { t } = useTranslation()
  const words = useAuditWords()
  const who = useWhoWords()
  const device = useDeviceWords()
  const format = useFormat(useTimeZone())
  const { actor, subject, ip, userAgent, requestId, seal } = event
  const unnamed = subject && !subject.name && !isPerson(event.action)
  const affected = unnamed ? t('audit.unnamed') : subject ? who(subject) : t('audit.nobody')
  const details = useDetails()(event)
  return (
    <Panel title={words(event.action)} lead={format.dateTime(event.at)} onClose={onClose}>
      <Facts
        facts={[
          { name: t('audit.who'), value: who(actor) },
          { name: t('audit.whom'), value: affected },
          { name: t('audit.address'), value: ip ?? t('audit.nowhere') },
          { name: t('audit.device'), value: userAgent ? device(userAgent) : t('audit.nowhere') },
          {
            name: t('audit.seal'),
            value: seal === null ? t('audit.unsealed') : format.number(seal),
          },
        ]}
      />
      <PanelSection title={t('audit.details-title')}>
        {details.length === 0 ? (
          <p className={styles.quiet}>{t('audit.no-details')}</p>
        ) : (
          <Facts
            facts={details.map(({ name, before, value }) => ({
              name,
              value:
                before === null ? (
                  value
                ) : (
                  <>
                    <span className={styles.quiet}>{before} →</span> {value}
                  </>
                ),
            }))}
          />
        )}
      </PanelSection>
      <PanelSection title={t('audit.exact')}>
        <Exact name={t('audit.action')} value={event.action} />
        <Exact name={t('audit.time')} value={event.at} />
        {requestId && <Exact name={t('audit.request')} value={requestId} />}
        <Exact name={t('audit.event')} value={event.id} />
        {actor && <Exact name={t('audit.actor-id')} value={actor.id} />}
        {subject && <Exact name={t('audit.subject-id')} value={subject.id} />}
        {userAgent && <Exact name={t('audit.user-agent')} value={userAgent} />}
        <div className={styles.all}>
          <CopyButton
            size="small"
            text={JSON.stringify(event, null, 2)}
            what={t('audit.everything')}
          />
          <span className={styles.quiet}>{t('audit.everything')}</span>
        </div>
      </PanelSection>
    </Panel>
  )
}

const Exact = ({ name, value }: { name: string; value: string }) => (
  <div className={styles.exact}>
    <span className={styles.name}>{name}</span>
    <code className={styles.code}>{value}</code>
    <CopyButton kind="ghost" size="small" text={value} what={name} />
  </div>
)

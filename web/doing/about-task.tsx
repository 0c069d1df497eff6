import { useTranslation } from 'react-i18next'
import type { Task } from '#api/tasks.ts'
import { pictureUrl } from '#web/api.ts'
import { answerOf, isBlank, takesValue } from '#web/shell/form-values.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { ValueText } from '#web/shell/value-text.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { useFormat } from '#web/ui/format.ts'
import styles from './doing.module.css'

/** When it is, and what was said of it when it was made: the address, the phone number, whatever one needs on the way. */
export function AboutTask({ task, live }: { task: Task; live: boolean }) {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  const given = (task.pages[0]?.components ?? []).filter(
    (one) => takesValue(one) && !isBlank(answerOf(task.values, one.id)),
  )
  return (
    <details className={styles.about}>
      <summary>{t('doing.about')}</summary>
      <Facts
        facts={[
          { name: t('tasks.start'), value: format.dateTime(task.startsAt) },
          { name: t('tasks.end'), value: format.dateTime(task.endsAt) },
          ...given.map((component) => ({
            name: component.title,
            value: (
              <>
                <ValueText component={component} value={answerOf(task.values, component.id)} />
                {live &&
                  task.attachments
                    .filter(({ componentId }) => componentId === component.id)
                    .map(({ id, url }) => (
                      <img
                        key={id}
                        src={pictureUrl(url)}
                        alt={component.title}
                        loading="lazy"
                        className={styles.given}
                      />
                    ))}
              </>
            ),
          })),
        ]}
      />
    </details>
  )
}

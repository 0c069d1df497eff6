import { useTranslation } from 'react-i18next'
import { Facts } from '#web/ui/facts.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Kbd } from '#web/ui/kbd.tsx'
import styles from './builder.module.css'
import { allComponents } from './flow-draft.ts'
import type { Builder } from './use-builder.ts'

/** What a flow amounts to, and the keys that make building it quick. */
export function FlowFacts({ builder }: { builder: Builder }) {
  const { t } = useTranslation()
  const format = useFormat()
  const components = allComponents(builder.pages)
  const keys = [
    ['up down', 'choose'],
    ['enter', 'edit'],
    ['alt+up alt+down', 'move'],
    ['mod+d', 'duplicate'],
    ['Del', 'remove'],
    ['mod+z', 'undo'],
    ['mod+s', 'save'],
  ] as const
  return (
    <>
      <Facts
        facts={[
          { name: t('flows.pages'), value: format.number(builder.pages.length) },
          { name: t('flows.fields'), value: format.number(components.length) },
          {
            name: t('flows.with-conditions'),
            value: format.number(
              components.filter(({ conditions }) => conditions.length > 0).length,
            ),
          },
        ]}
      />
      <p className={styles.quiet}>{t('flows.lead')}</p>
      {!builder.readOnly && (
        <section aria-label={t('flows.keys.title')} className={styles.keys}>
          <h3 className={styles.keysTitle}>{t('flows.keys.title')}</h3>
          <dl className={styles.keyList}>
            {keys.map(([pressed, what]) => (
              <div key={what}>
                <dt>{t(`flows.keys.${what}`)}</dt>
                <dd>
                  {pressed.split(' ').map((one) => (
                    <Kbd key={one} keys={one} />
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  )
}

import { ArrowLeftRight, Minus, Pencil, Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Component, Flow } from '#api/flows.ts'
import { cx } from '#web/ui/cx.ts'
import { useFormat } from '#web/ui/format.ts'
import styles from './changes.module.css'
import { compareFlows, type FlowChange, type Setting } from './compare-flows.ts'
import { useConditionWords } from './use-condition-words.ts'

type Content = Pick<Flow, 'name' | 'pages'>

const signs = {
  added: [Plus, styles.added],
  removed: [Minus, styles.removed],
  moved: [ArrowLeftRight, styles.moved],
  changed: [Pencil, styles.changed],
} as const

const signOf: Record<FlowChange['what'], keyof typeof signs> = {
  renamed: 'changed',
  'page-added': 'added',
  'page-removed': 'removed',
  'page-moved': 'moved',
  'page-renamed': 'changed',
  added: 'added',
  removed: 'removed',
  moved: 'moved',
  changed: 'changed',
}

/** What differs between two versions of a flow, in words, grouped by page. */
export function ChangeList({ from, to }: { from: Content; to: Content }) {
  const { t } = useTranslation()
  const changes = compareFlows(from, to)
  if (changes.length === 0) return <p className={styles.none}>{t('flows.changes.none')}</p>
  const pages = [...new Set(changes.map((one) => ('page' in one ? one.page : '')))]
  return (
    <div className={styles.changes}>
      {pages.map((page) => (
        <section key={page} className={styles.page} aria-label={page || t('flows.one')}>
          <h3 className={styles.heading}>{page || t('flows.one')}</h3>
          <ul className={styles.list}>
            {changes
              .filter((one) => ('page' in one ? one.page : '') === page)
              .map((change) => (
                <ChangeLine key={keyOf(change)} change={change} from={from} to={to} />
              ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

const keyOf = (change: FlowChange) =>
  `${change.what} ${'component' in change ? change.component.id : 'settings' in change ? change.to.id : ''}`

function ChangeLine({ change, from, to }: { change: FlowChange; from: Content; to: Content }) {
  const { t } = useTranslation()
  const kind = signOf[change.what]
  const [Icon, tone] = signs[kind]
  return (
    <li className={styles.line}>
      <span className={cx(styles.sign, tone)}>
        <Icon size={12} aria-hidden />
      </span>
      <div className={styles.words}>
        <Words change={change} />
        {change.what === 'changed' && (
          <dl className={styles.settings}>
            {change.settings.map((setting) => (
              <div key={setting}>
                <dt>{t(`flows.settings.${setting}`)}</dt>
                <dd>
                  <del>
                    <SettingWords setting={setting} component={change.from} pages={from.pages} />
                  </del>
                  <span aria-hidden>→</span>
                  <ins>
                    <SettingWords setting={setting} component={change.to} pages={to.pages} />
                  </ins>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  )
}

function Words({ change }: { change: FlowChange }) {
  const { t } = useTranslation()
  switch (change.what) {
    case 'renamed':
      return <p>{t('flows.changes.renamed', { from: change.from, to: change.to })}</p>
    case 'page-added':
    case 'page-removed':
    case 'page-moved':
      return <p>{t(`flows.changes.${change.what}`)}</p>
    case 'page-renamed':
      return <p>{t('flows.changes.page-renamed', { from: change.from })}</p>
    case 'added':
    case 'removed': {
      const { title, kind } = change.component
      return <p>{t(`flows.changes.${change.what}`, { title, kind: t(`flows.kinds.${kind}`) })}</p>
    }
    case 'moved':
      return (
        <p>
          {change.from === change.page
            ? t('flows.changes.moved', { title: change.component.title })
            : t('flows.changes.moved-from', { title: change.component.title, page: change.from })}
        </p>
      )
    case 'changed':
      return <p>{t('flows.changes.changed', { title: change.from.title })}</p>
  }
}

/** A setting as one would say it. */
function SettingWords({
  setting,
  component,
  pages,
}: {
  setting: Setting
  component: Component
  pages: Content['pages']
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const say = useConditionWords()
  const value = component[setting]
  switch (setting) {
    case 'kind':
      return t(`flows.kinds.${component.kind}`)
    case 'required':
    case 'visible':
      return t(value ? 'flows.changes.yes' : 'flows.changes.no')
    case 'options':
      return component.options?.length ? component.options.join(', ') : t('flows.changes.nothing')
    case 'appearance':
      return t(`flows.appearances.${component.appearance ?? 'auto'}`)
    case 'conditions': {
      const all = pages.flatMap(({ components }) => components)
      const words = say(
        component.conditions.map(({ component: id, options, action }) => ({
          action,
          options,
          title: all.find((one) => one.id === id)?.title ?? id,
        })),
      )
      return words.length > 0 ? words.join(' ') : t('flows.conditions.none')
    }
    default:
      if (typeof value === 'number') return format.number(value)
      return typeof value === 'string' && value ? value : t('flows.changes.nothing')
  }
}

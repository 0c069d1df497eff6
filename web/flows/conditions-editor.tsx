import { Plus, X } from 'lucide-react'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { useTranslation } from 'react-i18next'
import { conditionActions } from '#api/flows.ts'
import { Button } from '#web/ui/button.tsx'
import { cx } from '#web/ui/cx.ts'
import { useFieldError } from '#web/ui/form.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import { Select } from '#web/ui/select.tsx'
import styles from './conditions.module.css'
import {
  canBeRequired,
  type DraftComponent,
  type DraftCondition,
  earlierChoices,
  findComponent,
} from './flow-draft.ts'
import type { Builder } from './use-builder.ts'
import { useConditionWords } from './use-condition-words.ts'

const conditionsMax = 10

interface Props {
  builder: Builder
  component: DraftComponent
  onChange: (conditions: DraftCondition[], field: string) => void
  complaint: (field: string) => string | null
}

/** When a component is shown, hidden or required: sentences to be filled in, and what they amount to. */
export function ConditionsEditor({ builder, component, onChange, complaint }: Props) {
  const { t } = useTranslation()
  const say = useConditionWords()
  const { pages, readOnly } = builder
  const { conditions } = component
  const choices = earlierChoices(pages, component.key)
  const nearest = choices.at(-1)
  const words = say(
    conditions.map(({ source, options, action }) => {
      const asked = findComponent(pages, source)
      return {
        action,
        title: asked?.title ?? '',
        options: (asked?.options ?? [])
          .filter(({ id }) => options.includes(id))
          .map(({ label }) => label),
      }
    }),
  )
  return (
    <section className={styles.conditions} aria-label={t('flows.conditions.title')}>
      <header className={styles.head}>
        <h3 className={styles.title}>{t('flows.conditions.title')}</h3>
        <p className={styles.words}>
          {conditions.length === 0 ? t('flows.conditions.none') : words.join(' ')}
        </p>
      </header>
      {conditions.map((condition, at) => (
        <ConditionRow
          key={condition.key}
          name={`conditions/${at}`}
          number={at + 1}
          condition={condition}
          component={component}
          asked={findComponent(pages, condition.source)}
          choices={choices}
          readOnly={readOnly}
          complaint={complaint}
          onChange={(patch) =>
            onChange(conditions.with(at, { ...condition, ...patch }), `conditions/${at}`)
          }
          onRemove={() => onChange(conditions.toSpliced(at, 1), 'conditions')}
        />
      ))}
      {conditions.length > 1 && <p className={styles.note}>{t('flows.conditions.several')}</p>}
      {!readOnly && (
        <div>
          <Button
            size="small"
            icon={<Plus size={14} />}
            disabledReason={
              !nearest
                ? t('flows.conditions.no-choice')
                : conditions.length >= conditionsMax
                  ? t('flows.conditions.max', { count: conditionsMax })
                  : null
            }
            onPress={() => {
              if (!nearest) return
              const added: DraftCondition = {
                key: crypto.randomUUID(),
                source: nearest.key,
                options: nearest.options.slice(0, 1).map(({ id }) => id),
                action: conditions.at(-1)?.action ?? 'show',
              }
              onChange([...conditions, added], 'conditions')
              builder.focus.condition(conditions.length)
            }}
          >
            {t('flows.conditions.add')}
          </Button>
        </div>
      )}
    </section>
  )
}

interface RowProps {
  name: string
  number: number
  condition: DraftCondition
  component: DraftComponent
  asked: DraftComponent | undefined
  choices: readonly DraftComponent[]
  readOnly: boolean
  complaint: (field: string) => string | null
  onChange: (patch: Partial<DraftCondition>) => void
  onRemove: () => void
}

function ConditionRow({
  name,
  number,
  condition,
  component,
  asked,
  choices,
  readOnly,
  complaint,
  onChange,
  onRemove,
}: RowProps) {
  const { t } = useTranslation()
  const refusedSource = useFieldError(`${name}/component`)
  const refusedOptions = useFieldError(`${name}/options`)
  const wrong =
    complaint(`${name}/component`) ??
    complaint(`${name}/options`) ??
    refusedSource ??
    refusedOptions
  // What it asked, although that stands in the wrong place now, so that one sees what is meant.
  const offered =
    asked && !choices.some(({ key }) => key === asked.key) ? [asked, ...choices] : choices
  const actions = conditionActions.filter(
    (action) =>
      action !== 'require' || canBeRequired(component.kind) || condition.action === action,
  )
  return (
    <fieldset className={cx(styles.row, wrong && styles.isWrong)} data-condition={number - 1}>
      <legend className="visually-hidden">{t('flows.conditions.one', { number })}</legend>
      <div className={styles.sentence}>
        <Select
          label={t('flows.conditions.action')}
          hideLabel
          isDisabled={readOnly}
          choices={actions.map((id) => ({ id, label: t(`flows.conditions.actions.${id}`) }))}
          value={condition.action}
          onChange={(action) => onChange({ action })}
        />
        <span className={styles.join}>{t('flows.conditions.when')}</span>
        <div data-field={`${name}/component`}>
          <Select
            label={t('flows.conditions.choice')}
            hideLabel
            isDisabled={readOnly}
            choices={offered.map(({ key, title }) => ({
              id: key,
              label: title || t('flows.untitled'),
            }))}
            value={asked?.key ?? null}
            onChange={(source) => {
              const next = choices.find(({ key }) => key === source)
              onChange({ source, options: next?.options.slice(0, 1).map(({ id }) => id) ?? [] })
            }}
          />
        </div>
        {!readOnly && (
          <span className={styles.remove}>
            <IconButton
              label={t('flows.conditions.remove', { number })}
              size="small"
              icon={<X size={14} />}
              onPress={onRemove}
            />
          </span>
        )}
      </div>
      {asked && asked.kind === 'select' && (
        <div className={styles.answers} data-field={`${name}/options`}>
          <span className={styles.join}>{t('flows.conditions.is')}</span>
          <ToggleButtonGroup
            aria-label={t('flows.conditions.options', { title: asked.title })}
            selectionMode="multiple"
            isDisabled={readOnly}
            selectedKeys={condition.options}
            onSelectionChange={(chosen) =>
              onChange({
                options: asked.options.filter(({ id }) => chosen.has(id)).map(({ id }) => id),
              })
            }
            className={cx(styles.options)}
          >
            {asked.options
              .filter(({ label }) => label.trim())
              .map(({ id, label }) => (
                <ToggleButton key={id} id={id} className={cx(styles.option)}>
                  {label}
                </ToggleButton>
              ))}
          </ToggleButtonGroup>
        </div>
      )}
      {wrong && <p className={styles.wrong}>{wrong}</p>}
    </fieldset>
  )
}

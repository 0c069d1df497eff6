import { ArrowDown, ArrowUp, ChevronRight, GripVertical, Trash2 } from 'lucide-react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { componentKinds } from '#api/flows.ts'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { cx } from '#web/ui/cx.ts'
import { FormRow } from '#web/ui/form.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import { NumberField } from '#web/ui/number-field.tsx'
import { Select } from '#web/ui/select.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import {
  canBeRequired,
  changeComponent,
  type DraftComponent,
  type DraftPage,
  hasDefault,
  hasNumbers,
  hasOptions,
  removeComponent,
} from './flow-draft.ts'
import styles from './flows.module.css'
import { KindIcon } from './kind-icon.tsx'
import type { Reorder } from './use-reorder.ts'

interface Props {
  component: DraftComponent
  /** Pointer of the component, the start of its fields' names. */
  name: string
  place: { page: number; at: number }
  pages: readonly DraftPage[]
  readOnly: boolean
  isOpen: boolean
  onToggle: () => void
  onChange: (pages: DraftPage[]) => void
  reorder: Reorder
}

/** A row for one component, with its fields below once it is open. */
export function ComponentEditor({
  component,
  name,
  place,
  pages,
  readOnly,
  isOpen,
  onToggle,
  onChange,
  reorder,
}: Props) {
  const { t } = useTranslation()
  const { key, kind, title } = component
  const ids = { up: `${key}-up`, down: `${key}-down`, fields: `${key}-fields` }
  const isTarget = reorder.over?.page === place.page && reorder.over.at === place.at
  return (
    <li
      data-row=""
      className={cx(
        styles.component,
        isOpen && styles.open,
        isTarget && styles.dropHere,
        reorder.dragged === key && styles.dragged,
      )}
      {...reorder.target(place.page, place.at)}
    >
      <div className={styles.row}>
        {!readOnly && (
          // For the mouse alone; the two arrows do the same for everybody.
          <span className={styles.grip} aria-hidden {...reorder.handle(key)}>
            <GripVertical size={14} />
          </span>
        )}
        <AriaButton
          className={cx(styles.toggle)}
          aria-expanded={isOpen}
          {...(isOpen && { 'aria-controls': ids.fields })}
          onPress={onToggle}
        >
          <KindIcon kind={kind} />
          <span className={styles.rowTitle}>{title || t('flows.untitled')}</span>
          <span className={styles.rowKind}>
            {t(`flows.kinds.${kind}`)}
            {component.required && canBeRequired(kind) && ` · ${t('flows.required')}`}
            {!component.visible && ` · ${t('flows.hidden')}`}
          </span>
          <ChevronRight size={14} aria-hidden className={styles.chevron} />
        </AriaButton>
        {!readOnly && (
          <div className={styles.tools}>
            <IconButton
              id={ids.up}
              label={t('flows.up', { title })}
              size="small"
              icon={<ArrowUp size={14} />}
              disabledReason={reorder.canMove(key, -1) ? null : t('flows.is-first')}
              onPress={() => reorder.move(key, -1, ids.up)}
            />
            <IconButton
              id={ids.down}
              label={t('flows.down', { title })}
              size="small"
              icon={<ArrowDown size={14} />}
              disabledReason={reorder.canMove(key, 1) ? null : t('flows.is-last')}
              onPress={() => reorder.move(key, 1, ids.down)}
            />
            <IconButton
              label={t('flows.remove-field', { title })}
              size="small"
              icon={<Trash2 size={14} />}
              onPress={() => onChange(removeComponent(pages, key))}
            />
          </div>
        )}
      </div>
      {isOpen && (
        <div id={ids.fields} className={styles.fields}>
          <Fields
            component={component}
            name={name}
            readOnly={readOnly}
            onChange={(patch) => onChange(changeComponent(pages, key, patch))}
          />
        </div>
      )}
    </li>
  )
}

function Fields({
  component,
  name,
  readOnly,
  onChange,
}: {
  component: DraftComponent
  name: string
  readOnly: boolean
  onChange: (patch: Partial<DraftComponent>) => void
}) {
  const { t } = useTranslation()
  const { kind } = component
  const required = (text: string) => (text.trim() ? null : t('field-errors.required'))
  const whole = (number: number) => (Number.isNaN(number) ? undefined : number)
  return (
    <>
      <FormRow>
        <TextField
          label={t('flows.field-title')}
          name={`${name}/title`}
          autoComplete="off"
          maxLength={100}
          isReadOnly={readOnly}
          // Just added: its title is what comes next.
          autoFocus={!component.ownId}
          onFocus={({ target }) => {
            if (!component.ownId && target instanceof HTMLInputElement) target.select()
          }}
          value={component.title}
          onChange={(title) => onChange({ title })}
          validate={required}
        />
        <Select
          label={t('flows.kind')}
          name={`${name}/kind`}
          isDisabled={readOnly}
          choices={componentKinds.map((id) => ({
            id,
            label: t(`flows.kinds.${id}`),
            icon: <KindIcon kind={id} />,
          }))}
          value={kind}
          onChange={(next) => onChange({ kind: next })}
        />
      </FormRow>
      {hasOptions(kind) && (
        <TextField
          label={t('flows.options')}
          name={`${name}/options`}
          optional={kind === 'list'}
          help={t(kind === 'list' ? 'flows.list-options-help' : 'flows.options-help')}
          rows={4}
          isReadOnly={readOnly}
          value={component.options}
          onChange={(options) => onChange({ options })}
          validate={(text) => (kind === 'select' ? required(text) : null)}
        />
      )}
      {hasNumbers(kind) && (
        <FormRow>
          <NumberField
            label={t('flows.min')}
            name={`${name}/min`}
            optional
            minValue={0}
            maxValue={100}
            isReadOnly={readOnly}
            value={component.min ?? Number.NaN}
            onChange={(min) => onChange({ min: whole(min) })}
          />
          <NumberField
            label={t('flows.max')}
            name={`${name}/max`}
            optional
            minValue={1}
            maxValue={100}
            isReadOnly={readOnly}
            value={component.max ?? Number.NaN}
            onChange={(max) => onChange({ max: whole(max) })}
          />
        </FormRow>
      )}
      {hasDefault(kind) && (
        <TextField
          label={t(kind === 'view' ? 'flows.shown-text' : 'flows.default-value')}
          name={`${name}/default`}
          optional
          rows={['view', 'long_text', 'address', 'list'].includes(kind) ? 3 : 1}
          help={t(`flows.default-help.${defaultHelp[kind] ?? 'text'}`)}
          maxLength={2000}
          isReadOnly={readOnly}
          value={component.default}
          onChange={(text) => onChange({ default: text })}
        />
      )}
      <TextField
        label={t('flows.help')}
        name={`${name}/help`}
        optional
        autoComplete="off"
        maxLength={300}
        isReadOnly={readOnly}
        value={component.help}
        onChange={(help) => onChange({ help })}
      />
      <TextField
        label={t('flows.id')}
        name={`${name}/id`}
        help={t('flows.id-help')}
        autoComplete="off"
        autoCapitalize="none"
        maxLength={40}
        isReadOnly={readOnly}
        value={component.id}
        onChange={(id) => onChange({ id })}
        validate={(id) => (/^[a-z][a-z0-9_]{0,39}$/.test(id) ? null : t('flows.id-form'))}
      />
      <div className={styles.checks}>
        {canBeRequired(kind) && (
          <Checkbox
            isSelected={component.required}
            isReadOnly={readOnly}
            onChange={(next) => onChange({ required: next })}
          >
            {t('flows.required')}
          </Checkbox>
        )}
        <Checkbox
          isSelected={component.visible}
          isReadOnly={readOnly}
          onChange={(visible) => onChange({ visible })}
        >
          {t('flows.visible')}
        </Checkbox>
      </div>
    </>
  )
}

/** Kinds whose default is written in a form of their own. */
const defaultHelp: Partial<Record<DraftComponent['kind'], string>> = {
  view: 'view',
  number: 'number',
  currency: 'number',
  date: 'date',
  time: 'time',
  date_time: 'date_time',
  coordinate: 'coordinate',
  select: 'select',
  list: 'list',
}

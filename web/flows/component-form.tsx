import { useTranslation } from 'react-i18next'
import { componentKinds } from '#api/flows.ts'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Select } from '#web/ui/select.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import styles from './builder.module.css'
import { ConditionsEditor } from './conditions-editor.tsx'
import { DefaultField } from './default-field.tsx'
import { canBeRequired, type DraftComponent, hasDefault } from './flow-draft.ts'
import { KindIcon } from './kind-icon.tsx'
import { KindSettings } from './kind-settings.tsx'
import { RowMenu } from './tree-row.tsx'
import type { Builder } from './use-builder.ts'

interface Props {
  builder: Builder
  component: DraftComponent
}

/** Everything about one component; its names are those of the contract, so that refusals land on their fields. */
export function ComponentForm({ builder, component }: Props) {
  const { t } = useTranslation()
  const { key, kind } = component
  const { readOnly } = builder
  const change = (patch: Partial<DraftComponent>, field = Object.keys(patch)[0] ?? '') =>
    builder.change(key, patch, field)
  const complaint = (field: string) =>
    builder.complaintsOf(key).find((one) => one.field === field)?.text ?? null
  return (
    <>
      <div className={styles.itemHead}>
        <h2 className="visually-hidden">{component.title || t('flows.untitled')}</h2>
        <div className={styles.kind}>
          <Select
            label={t('flows.kind')}
            hideLabel
            name="kind"
            isDisabled={readOnly}
            choices={componentKinds.map((id) => ({
              id,
              label: t(`flows.kinds.${id}`),
              icon: <KindIcon kind={id} />,
            }))}
            value={kind}
            onChange={(next) => change({ kind: next })}
          />
        </div>
        {!readOnly && (
          <RowMenu builder={builder} itemKey={key} title={component.title} isPage={false} />
        )}
      </div>
      <TextField
        label={t('flows.field-title')}
        name="title"
        autoComplete="off"
        maxLength={100}
        isReadOnly={readOnly}
        value={component.title}
        onChange={(title) => change({ title })}
        validate={() => complaint('title')}
      />
      <TextField
        label={t('flows.help')}
        name="help"
        optional
        autoComplete="off"
        maxLength={300}
        isReadOnly={readOnly}
        value={component.help}
        onChange={(help) => change({ help })}
      />
      <KindSettings
        component={component}
        readOnly={readOnly}
        onChange={change}
        complaint={complaint}
      />
      {hasDefault(kind) && (
        <DefaultField component={component} readOnly={readOnly} onChange={change} />
      )}
      <div className={styles.checks}>
        {canBeRequired(kind) && (
          <Checkbox
            isSelected={component.required}
            isReadOnly={readOnly}
            onChange={(required) => change({ required })}
            description={t('flows.required-help')}
          >
            {t('flows.required')}
          </Checkbox>
        )}
        <Checkbox
          isSelected={component.visible}
          isReadOnly={readOnly}
          onChange={(visible) => change({ visible })}
          description={t('flows.visible-help')}
        >
          {t('flows.visible')}
        </Checkbox>
      </div>
      <ConditionsEditor
        builder={builder}
        component={component}
        onChange={(conditions, field) => change({ conditions }, field)}
        complaint={complaint}
      />
      <section className={styles.section}>
        <TextField
          label={t('flows.id')}
          name="id"
          help={t('flows.id-help')}
          autoComplete="off"
          autoCapitalize="none"
          maxLength={40}
          isReadOnly={readOnly}
          value={component.id}
          onChange={(id) => change({ id })}
          validate={() => complaint('id')}
        />
      </section>
    </>
  )
}

import { Paperclip } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Component } from '#api/flows.ts'
import { type FormValues, takesValue } from './form-values.ts'
import { Note } from './note.tsx'
import { ValueField } from './value-field.tsx'

interface Props {
  components: readonly Component[]
  values: FormValues
  /** What changed, to be laid over what is there by then: two fields may change in one moment. */
  onChange: (change: FormValues) => void
}

/** The fields of one page of a flow, in their order; files are named, and left for later. */
export function FormPage({ components, values, onChange }: Props) {
  const { t } = useTranslation()
  const shown = components.filter((one) => one.kind === 'view' || takesValue(one))
  const files = components.filter(
    ({ kind, visible }) => visible && (kind === 'photo' || kind === 'signature'),
  )
  return (
    <>
      {shown
        .filter(({ visible }) => visible)
        .map((component) => (
          <ValueField
            key={`${component.id}.${component.kind}`}
            component={component}
            value={Object.hasOwn(values, component.id) ? values[component.id] : undefined}
            onChange={(value) => onChange({ [component.id]: value })}
          />
        ))}
      {files.length > 0 && (
        <Note icon={<Paperclip size={14} aria-hidden />}>
          {t('form-values.files', {
            count: files.length,
            titles: files.map(({ title }) => title).join(', '),
          })}
        </Note>
      )}
    </>
  )
}

import { useTranslation } from 'react-i18next'
import { objectsIn, type Schema, typeOf } from './open-api.ts'
import styles from './reference.module.css'

/** Of what is sent one wants to know which fields must be there; of an answer, which may be missing. */
type Mark = 'required' | 'optional'

interface TableProps {
  schema: Schema
  label: string
  mark: Mark
}

/** The fields of a value, those of nested values indented below theirs. */
export function SchemaTable({ schema, label, mark }: TableProps) {
  const objects = objectsIn(schema)
  if (objects.length === 0) return <code className={styles.type}>{typeOf(schema)}</code>
  return (
    <ul className={styles.fields} aria-label={label}>
      {objects.map((object, n) => (
        // The variants of a union have no names; their order never changes.
        <Fields key={String(n)} object={object} variant={n} mark={mark} />
      ))}
    </ul>
  )
}

function Fields({ object, variant, mark }: { object: Schema; variant: number; mark: Mark }) {
  const { t } = useTranslation()
  return (
    <>
      {variant > 0 && <li className={styles.or}>{t('reference.or')}</li>}
      {Object.entries(object.properties ?? {}).map(([name, field]) => (
        <Field
          key={name}
          name={name}
          schema={field}
          required={object.required?.includes(name) === true}
          mark={mark}
        />
      ))}
    </>
  )
}

interface FieldProps {
  name: string
  schema: Schema
  required: boolean
  description?: string | undefined
  mark: Mark
}

/** One field or parameter: name, type, whether it must be there, and what it means. */
export function Field({ name, schema, required, description, mark }: FieldProps) {
  const { t } = useTranslation()
  const inner = objectsIn(schema)
  const text = description ?? schema.description
  return (
    <li className={styles.field}>
      <div className={styles.line}>
        <code className={styles.name}>{name}</code>
        <code className={styles.type}>
          {inner.length > 0 ? shortTypeOf(schema) : typeOf(schema)}
        </code>
        {required === (mark === 'required') && (
          <span className={styles[mark]}>{t(required ? 'reference.required' : 'ui.optional')}</span>
        )}
        {schema.default !== undefined && (
          <span className={styles.default}>
            {t('reference.default', { value: JSON.stringify(schema.default) })}
          </span>
        )}
      </div>
      {text && (
        <p lang="en" className={styles.text}>
          {text}
        </p>
      )}
      {inner.length > 0 && <SchemaTable schema={schema} label={name} mark={mark} />}
    </li>
  )
}

/** Its fields stand below: here only whether there are several, or perhaps none. */
const shortTypeOf = (schema: Schema): string => typeOf(schema).replace(/\([^()]*\)/g, 'object')

import { ComboBox } from './combo-box.tsx'
import styles from './picked.module.css'
import { Picked } from './picked.tsx'

interface Props<T> {
  label: string
  /** What the API calls it, for its errors. */
  name: string
  help: string
  placeholder: string
  /** What was typed; whoever shows this finds by it. */
  typed: string
  onType: (text: string) => void
  found: readonly T[]
  value: readonly T[]
  onChange: (value: T[]) => void
  /** There is nothing to find; what is picked can still be taken away. */
  isEmpty?: boolean
  /** To be read alone. */
  disabled?: boolean
}

/** Any number of things, found by typing; what is picked stands below and is not found again. */
export function PickMany<T extends { id: string; name: string }>({
  label,
  name,
  help,
  placeholder,
  typed,
  onType,
  found,
  value,
  onChange,
  isEmpty = false,
  disabled = false,
}: Props<T>) {
  const free = found.filter(({ id }) => !value.some((one) => one.id === id))
  return (
    <div className={styles.many}>
      {!disabled && (
        <ComboBox
          label={label}
          name={name}
          optional
          help={help}
          isDisabled={isEmpty}
          placeholder={placeholder}
          choices={free.map((one) => ({ id: one.id, label: one.name }))}
          value={null}
          inputValue={typed}
          onSearch={onType}
          onChange={(id) => {
            const one = free.find((item) => item.id === id)
            if (!one) return
            onType('')
            onChange([...value, one])
          }}
        />
      )}
      <Picked label={label} items={value} onChange={onChange} disabled={disabled} />
    </div>
  )
}

import { Input } from 'react-aria-components/Input'
import { TextArea } from 'react-aria-components/TextArea'
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components/TextField'
import { cx } from './cx.ts'
import styles from './field.module.css'
import { Field, type FieldFrame } from './field.tsx'

interface Props extends Omit<AriaTextFieldProps, 'className' | 'children'>, FieldFrame {
  placeholder?: string
  /** More than one: a text area. */
  rows?: number
  size?: 'medium' | 'large'
  autoCapitalize?: 'none' | 'sentences' | 'words' | 'characters'
}

/** One line of text, or several with `rows`. */
export function TextField({
  label,
  help,
  optional = false,
  hideLabel = false,
  placeholder,
  rows = 1,
  size = 'medium',
  autoCapitalize,
  ...props
}: Props) {
  const shared = {
    className: cx(styles.control),
    ...(placeholder && { placeholder }),
    ...(autoCapitalize && { autoCapitalize }),
  }
  return (
    <AriaTextField {...props} className={cx(styles.field, size === 'large' && styles.large)}>
      <Field label={label} help={help} optional={optional} hideLabel={hideLabel}>
        {rows > 1 ? <TextArea {...shared} rows={rows} /> : <Input {...shared} />}
      </Field>
    </AriaTextField>
  )
}

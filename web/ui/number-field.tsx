import { Minus, Plus } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { Group } from 'react-aria-components/Group'
import { Input } from 'react-aria-components/Input'
import {
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
} from 'react-aria-components/NumberField'
import { cx } from './cx.ts'
import styles from './field.module.css'
import { Field, type FieldFrame } from './field.tsx'

interface Props extends Omit<AriaNumberFieldProps, 'className' | 'children'>, FieldFrame {
  placeholder?: string
  /** Leaves out − and +, for values that nobody counts up (a coordinate). */
  plain?: boolean
}

/** A number in the person's own notation; `NaN` is empty. */
export function NumberField({
  label,
  help,
  optional = false,
  hideLabel = false,
  placeholder,
  plain = false,
  ...props
}: Props) {
  return (
    <AriaNumberField {...props} className={cx(styles.field, styles.number)}>
      <Field label={label} help={help} optional={optional} hideLabel={hideLabel}>
        <Group className={cx(styles.control)}>
          <Input {...(placeholder && { placeholder })} />
          {!plain && (
            <>
              <Button slot="decrement" className={cx(styles.inside)}>
                <Minus size={14} />
              </Button>
              <Button slot="increment" className={cx(styles.inside)}>
                <Plus size={14} />
              </Button>
            </>
          )}
        </Group>
      </Field>
    </AriaNumberField>
  )
}

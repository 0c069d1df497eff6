import {
  RadioGroup as AriaRadioGroup,
  type RadioGroupProps as AriaRadioGroupProps,
  Radio,
} from 'react-aria-components/RadioGroup'
import { Words } from './checkbox.tsx'
import styles from './choice.module.css'
import { cx } from './cx.ts'
import field from './field.module.css'
import { Field, type FieldFrame } from './field.tsx'
import type { Choice } from './select.tsx'

interface Props<K extends string>
  extends Omit<AriaRadioGroupProps, 'className' | 'children' | 'value' | 'onChange'>,
    FieldFrame {
  choices: readonly (Choice<K> & { disabled?: boolean })[]
  value: K | null
  onChange: (value: K) => void
  /** Each choice in a frame of its own, for decisions that deserve the room. */
  cards?: boolean
}

/** One of a few, all visible. */
export function RadioGroup<K extends string>({
  label,
  help,
  optional = false,
  hideLabel = false,
  choices,
  value,
  onChange,
  cards = false,
  ...props
}: Props<K>) {
  return (
    <AriaRadioGroup
      {...props}
      value={value}
      onChange={(key) => {
        const choice = choices.find(({ id }) => id === key)
        if (choice) onChange(choice.id)
      }}
      className={cx(field.field)}
    >
      <Field label={label} help={help} optional={optional} hideLabel={hideLabel}>
        <div className={cx(styles.group, cards && styles.cards)}>
          {choices.map((choice) => (
            <Radio
              key={choice.id}
              value={choice.id}
              isDisabled={choice.disabled ?? false}
              className={cx(styles.choice)}
            >
              {({ isSelected }) => (
                <>
                  <span className={cx(styles.mark, styles.round)} aria-hidden>
                    {isSelected && <span className={styles.dot} />}
                  </span>
                  <Words description={choice.description}>{choice.label}</Words>
                </>
              )}
            </Radio>
          ))}
        </div>
      </Field>
    </AriaRadioGroup>
  )
}

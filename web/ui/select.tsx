import { Check, ChevronsUpDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components/Button'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Popover } from 'react-aria-components/Popover'
import {
  Select as AriaSelect,
  type SelectProps as AriaSelectProps,
  SelectValue,
} from 'react-aria-components/Select'
import { useTranslation } from 'react-i18next'
import { cx } from './cx.ts'
import field from './field.module.css'
import { Field, type FieldFrame } from './field.tsx'
import list from './list.module.css'

/** One thing to choose. */
export interface Choice<K extends string = string> {
  id: K
  label: string
  description?: string | undefined
  /** An icon of 16 px or a small tile. */
  icon?: ReactNode
}

interface Props<K extends string>
  extends Omit<
      AriaSelectProps<Choice<K>>,
      'className' | 'children' | 'value' | 'defaultValue' | 'onChange' | 'selectionMode'
    >,
    FieldFrame {
  choices: readonly Choice<K>[]
  value: K | null
  onChange: (value: K) => void
  size?: 'medium' | 'large'
}

/** One of a few; for many, ComboBox lets people type. */
export function Select<K extends string>({
  label,
  help,
  optional = false,
  hideLabel = false,
  choices,
  value,
  onChange,
  placeholder,
  size = 'medium',
  ...props
}: Props<K>) {
  const { t } = useTranslation()
  return (
    <AriaSelect
      {...props}
      placeholder={placeholder ?? t('ui.choose')}
      value={value}
      onChange={(key) => {
        const choice = choices.find(({ id }) => id === key)
        if (choice) onChange(choice.id)
      }}
      className={cx(field.field, size === 'large' && field.large)}
    >
      <Field label={label} help={help} optional={optional} hideLabel={hideLabel}>
        <Button className={cx(field.control)}>
          <SelectValue className={cx(field.value)}>
            {({ isPlaceholder, selectedText, defaultChildren }) =>
              isPlaceholder ? defaultChildren : selectedText
            }
          </SelectValue>
          <ChevronsUpDown size={14} aria-hidden />
        </Button>
      </Field>
      <Popover offset={4} className={cx(list.popover, list.fit)}>
        <ListBox items={choices} className={cx(list.list)}>
          {(choice) => <ChoiceItem choice={choice} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}

/** A row of a list of choices: icon, label, description, check. */
export function ChoiceItem({ choice }: { choice: Choice }) {
  return (
    <ListBoxItem id={choice.id} textValue={choice.label} className={cx(list.item)}>
      {choice.icon && <span data-lead="">{choice.icon}</span>}
      <span data-label="">{choice.label}</span>
      {choice.description && <span data-description="">{choice.description}</span>}
      <span data-aside="">
        <Check size={16} className={list.check} aria-hidden />
      </span>
    </ListBoxItem>
  )
}

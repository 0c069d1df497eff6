import { ChevronsUpDown } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import {
  ComboBox as AriaComboBox,
  type ComboBoxProps as AriaComboBoxProps,
} from 'react-aria-components/ComboBox'
import { Group } from 'react-aria-components/Group'
import { Input } from 'react-aria-components/Input'
import { ListBox } from 'react-aria-components/ListBox'
import { Popover } from 'react-aria-components/Popover'
import { useTranslation } from 'react-i18next'
import { cx } from './cx.ts'
import field from './field.module.css'
import { Field, type FieldFrame } from './field.tsx'
import list from './list.module.css'
import { type Choice, ChoiceItem } from './select.tsx'

interface Props<K extends string>
  extends Omit<
      AriaComboBoxProps<Choice<K>>,
      | 'className'
      | 'children'
      | 'items'
      | 'defaultItems'
      | 'value'
      | 'defaultValue'
      | 'onChange'
      | 'selectionMode'
    >,
    FieldFrame {
  choices: readonly Choice<K>[]
  value: K | null
  onChange: (value: K | null) => void
  /** Set when the server searches: what was typed, and `choices` are its answer. */
  onSearch?: (text: string) => void
  placeholder?: string
  size?: 'medium' | 'large'
}

/** One of many, found by typing. */
export function ComboBox<K extends string>({
  label,
  help,
  optional = false,
  hideLabel = false,
  choices,
  value,
  onChange,
  onSearch,
  placeholder,
  size = 'medium',
  ...props
}: Props<K>) {
  const { t } = useTranslation()
  return (
    <AriaComboBox
      {...props}
      {...(onSearch
        ? { items: choices, onInputChange: onSearch, defaultFilter: () => true }
        : { defaultItems: choices })}
      value={value}
      onChange={(key) => onChange(choices.find(({ id }) => id === key)?.id ?? null)}
      allowsEmptyCollection
      className={cx(field.field, size === 'large' && field.large)}
    >
      <Field label={label} help={help} optional={optional} hideLabel={hideLabel}>
        <Group className={cx(field.control)}>
          <Input placeholder={placeholder ?? t('ui.type-to-search')} />
          <Button className={cx(field.inside)}>
            <ChevronsUpDown size={14} />
          </Button>
        </Group>
      </Field>
      <Popover offset={4} className={cx(list.popover, list.fit)}>
        <ListBox
          className={cx(list.list)}
          renderEmptyState={() => <p className={list.nothing}>{t('ui.nothing-found')}</p>}
        >
          {(choice: Choice<K>) => <ChoiceItem choice={choice} />}
        </ListBox>
      </Popover>
    </AriaComboBox>
  )
}

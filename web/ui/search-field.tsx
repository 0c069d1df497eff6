import { Search, X } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { Group } from 'react-aria-components/Group'
import { Input } from 'react-aria-components/Input'
import {
  SearchField as AriaSearchField,
  type SearchFieldProps as AriaSearchFieldProps,
} from 'react-aria-components/SearchField'
import { cx } from './cx.ts'
import styles from './field.module.css'

interface Props extends Omit<AriaSearchFieldProps, 'className' | 'children' | 'aria-label'> {
  /** Its accessible name and, unless told otherwise, its placeholder. */
  label: string
  placeholder?: string
}

/** Search with a button that clears; Escape clears too. */
export function SearchField({ label, placeholder = label, ...props }: Props) {
  return (
    <AriaSearchField {...props} aria-label={label} className={cx(styles.field, styles.search)}>
      <Group className={cx(styles.control)}>
        <Search size={16} aria-hidden />
        <Input placeholder={placeholder} />
        <Button className={cx(styles.inside)}>
          <X size={14} />
        </Button>
      </Group>
    </AriaSearchField>
  )
}

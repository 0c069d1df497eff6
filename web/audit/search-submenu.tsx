import type { ReactNode } from 'react'
import { Autocomplete, type AutocompleteProps } from 'react-aria-components/Autocomplete'
import { Menu, SubmenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/cx.ts'
import list from '#web/ui/list.module.css'
import { MenuItem } from '#web/ui/menu.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import styles from './audit.module.css'

interface Props extends Pick<AutocompleteProps<object>, 'inputValue' | 'onInputChange' | 'filter'> {
  label: string
  /** Words of its search field. */
  find: string
  value: string | null
  onChange: (id: string) => void
  children: ReactNode
}

/** Filter → one of many, found by typing. */
export function SearchSubmenu({ label, find, value, onChange, children, ...search }: Props) {
  const { t } = useTranslation()
  return (
    <SubmenuTrigger>
      <MenuItem>{label}</MenuItem>
      <Popover offset={-2} crossOffset={-4} className={cx(list.popover)}>
        <Autocomplete {...search}>
          <div className={styles.find}>
            <SearchField label={find} autoFocus maxLength={100} />
          </div>
          <Menu
            aria-label={label}
            className={cx(list.list)}
            selectionMode="single"
            selectedKeys={value ? [value] : []}
            onAction={(key) => onChange(String(key))}
            renderEmptyState={() => <p className={list.nothing}>{t('ui.nothing-found')}</p>}
          >
            {children}
          </Menu>
        </Autocomplete>
      </Popover>
    </SubmenuTrigger>
  )
}

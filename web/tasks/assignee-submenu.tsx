import { useState } from 'react'
import { Autocomplete } from 'react-aria-components/Autocomplete'
import { Menu, SubmenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/cx.ts'
import list from '#web/ui/list.module.css'
import { MenuItem } from '#web/ui/menu.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import styles from './tasks.module.css'
import { usePeople } from './use-people.ts'

interface Props {
  me: string
  hubId: string | null
  value: string | null
  onChange: (memberId: string) => void
}

/** Filter → Assignee: oneself first, the others found by typing. */
export function AssigneeSubmenu(props: Props) {
  const { t } = useTranslation()
  return (
    <SubmenuTrigger>
      <MenuItem>{t('tasks.assignee')}</MenuItem>
      <Popover offset={-2} crossOffset={-4} className={cx(list.popover)}>
        <Choices {...props} />
      </Popover>
    </SubmenuTrigger>
  )
}

/** Asked for once the submenu is open. */
function Choices({ me, hubId, value, onChange }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const people = usePeople(hubId, typed).filter(({ id }) => id !== me)
  return (
    <Autocomplete inputValue={typed} onInputChange={setTyped}>
      <div className={styles.find}>
        <SearchField label={t('tasks.find-person')} autoFocus maxLength={100} />
      </div>
      <Menu
        aria-label={t('tasks.assignee')}
        className={cx(list.list)}
        selectionMode="single"
        selectedKeys={value ? [value === me ? 'me' : value] : []}
        onAction={(key) => onChange(String(key))}
        renderEmptyState={() => <p className={list.nothing}>{t('ui.nothing-found')}</p>}
      >
        {typed.trim() === '' && (
          <>
            <MenuItem id="me">{t('tasks.me')}</MenuItem>
            <MenuItem id="nobody">{t('tasks.nobody-chosen')}</MenuItem>
          </>
        )}
        {people.map(({ id, name }) => (
          <MenuItem key={id} id={id}>
            {name}
          </MenuItem>
        ))}
      </Menu>
    </Autocomplete>
  )
}

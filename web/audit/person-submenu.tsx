import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'
import { MenuItem } from '#web/ui/menu.tsx'
import { SearchSubmenu } from './search-submenu.tsx'

interface Props {
  value: string | null
  onChange: (memberId: string) => void
}

/** Filter → Person: whoever did something, or had it done to them; the server searches. */
export function PersonSubmenu({ value, onChange }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const refusal = useRefusal('listUsers')
  const users = useQuery({
    ...query('listUsers', { query: { q: typed.trim().slice(0, 100) || undefined, limit: 30 } }),
    enabled: refusal === null,
    placeholderData: keepPreviousData,
  })
  if (refusal) return <MenuItem disabledReason={refusal}>{t('audit.person')}</MenuItem>
  return (
    <SearchSubmenu
      label={t('audit.person')}
      find={t('audit.find-person')}
      value={value}
      onChange={onChange}
      inputValue={typed}
      onInputChange={setTyped}
    >
      {(users.data?.items ?? []).map(({ id, firstName, lastName, email }) => (
        <MenuItem key={id} id={id} description={email}>
          {[firstName, lastName].filter(Boolean).join(' ') || email}
        </MenuItem>
      ))}
    </SearchSubmenu>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useFilter } from 'react-aria-components/Autocomplete'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { useAuditWords } from '#web/shell/use-audit-words.ts'
import { MenuItem, MenuSection } from '#web/ui/menu.tsx'
import { SearchSubmenu } from './search-submenu.tsx'
import { useNounWords } from './use-noun-words.ts'

interface Props {
  value: string | null
  onChange: (action: string) => void
}

/** Filter → What: what has happened here at all, by the thing that it happened to. */
export function ActionSubmenu({ value, onChange }: Props) {
  const { t } = useTranslation()
  const words = useAuditWords()
  const noun = useNounWords()
  const { contains } = useFilter({ sensitivity: 'base' })
  const actions = useQuery({ ...query('listAuditActions'), staleTime: 60_000 })
  const groups = Map.groupBy(actions.data?.items ?? [], (action) => action.split('.')[0] ?? action)
  const sorted = [...groups].toSorted(([a], [b]) => noun(a).localeCompare(noun(b)))
  return (
    <SearchSubmenu
      label={t('audit.what')}
      find={t('audit.find-action')}
      value={value}
      onChange={onChange}
      filter={contains}
    >
      {sorted.map(([name, all]) => (
        <MenuSection key={name} title={noun(name)}>
          {[
            ...(all.length > 1
              ? [{ id: name, label: t('audit.all-of', { noun: noun(name) }) }]
              : []),
            ...all.map((action) => ({ id: action, label: words(action) })),
          ].map(({ id, label }) => (
            // So that typing the thing finds all of it.
            <MenuItem key={id} id={id} textValue={`${label} ${noun(name)}`}>
              {label}
            </MenuItem>
          ))}
        </MenuSection>
      ))}
    </SearchSubmenu>
  )
}

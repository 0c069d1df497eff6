import { FilterMenu } from '#web/ui/filters.tsx'
import { ChoiceSubmenu } from '#web/ui/menu.tsx'
import { useAddress } from './address.ts'
import { firstPage } from './use-paging.ts'
import { useSearchText } from './use-search.ts'

interface Kind {
  /** Of the parameter in the address. */
  id: string
  name: string
  value: string | undefined
  /** Without any it is not offered. */
  choices: readonly { id: string; label: string }[]
}

export type ListFilters = ReturnType<typeof useListFilters>

/** Search and filters of a list, each a choice of one; all of it stands in the address. */
export function useListFilters(kinds: readonly Kind[]) {
  const address = useAddress()
  const search = useSearchText()
  const offered = kinds.filter(({ choices }) => choices.length > 0)
  const chips = offered.flatMap(({ id, name, value, choices }) =>
    value ? [{ id, name, value: choices.find((one) => one.id === value)?.label ?? '…' }] : [],
  )
  return {
    search,
    chips,
    /** Whether it hides anything. */
    filtered: chips.length > 0 || search.asked !== undefined,
    remove: (id: string) => address.set({ [id]: null, ...firstPage }),
    clear: () => {
      search.setTyped('')
      const none = Object.fromEntries(kinds.map(({ id }) => [id, null]))
      address.set({ q: null, ...none, ...firstPage })
    },
    menu: (
      <FilterMenu>
        {offered.map(({ id, name, value, choices }) => (
          <ChoiceSubmenu
            key={id}
            label={name}
            choices={choices}
            value={value ?? ''}
            onChange={(chosen) => address.set({ [id]: chosen, ...firstPage })}
          />
        ))}
      </FilterMenu>
    ),
  }
}

import type { ReactNode } from 'react'
import { Chips, Toolbar } from '#web/ui/filters.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import type { ListFilters } from './use-list-filters.tsx'

interface Props {
  /** Of the search. */
  label: string
  filters: ListFilters
  end?: ReactNode
}

/** The line above a list: its search, what it can be filtered by, and the filters in force. */
export const ListToolbar = ({ label, filters, end }: Props) => (
  <Toolbar end={end}>
    <SearchField
      label={label}
      value={filters.search.typed}
      onChange={filters.search.setTyped}
      maxLength={100}
    />
    {filters.menu}
    <Chips filters={filters.chips} onRemove={filters.remove} onClear={filters.clear} />
  </Toolbar>
)

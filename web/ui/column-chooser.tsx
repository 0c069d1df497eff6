import { SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './icon-button.tsx'
import { Menu, MenuItem, MenuSection } from './menu.tsx'
import type { Column } from './table.tsx'

/** The columns that a person wants to see, kept in this browser under `name`; the title column always stays. */
export function useColumns<R>(name: string, all: readonly Column<R>[]) {
  const key = `foyer.columns.${name}`
  const [hidden, setHidden] = useState(() => new Set(localStorage.getItem(key)?.split(',')))
  return {
    all,
    shown: all.filter((column) => column.title || !hidden.has(column.id)),
    show: (ids: Set<string>) => {
      const next = all.map(({ id }) => id).filter((id) => !ids.has(id))
      localStorage.setItem(key, next.join(','))
      setHidden(new Set(next))
    },
  }
}

/** The button beside a table's filters that chooses its columns. */
export function ColumnChooser<R>({ columns }: { columns: ReturnType<typeof useColumns<R>> }) {
  const { t } = useTranslation()
  const free = columns.all.filter((column) => !column.title)
  return (
    <Menu
      trigger={
        <IconButton
          label={t('ui.columns')}
          kind="secondary"
          icon={<SlidersHorizontal size={16} />}
        />
      }
      label={t('ui.columns')}
    >
      <MenuSection
        title={t('ui.columns')}
        selectionMode="multiple"
        selectedKeys={columns.shown.map(({ id }) => id)}
        onSelectionChange={(keys) =>
          columns.show(new Set(keys === 'all' ? free.map(({ id }) => id) : [...keys].map(String)))
        }
      >
        {free.map(({ id, header }) => (
          <MenuItem key={id} id={id}>
            {header}
          </MenuItem>
        ))}
      </MenuSection>
    </Menu>
  )
}

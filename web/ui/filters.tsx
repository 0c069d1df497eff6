import { ListFilter, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { Tag, TagGroup, TagList } from 'react-aria-components/TagGroup'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import styles from './filters.module.css'
import { Menu } from './menu.tsx'

export interface Filter {
  id: string
  /** "Flow" */
  name: string
  /** "Delivery" */
  value: string
}

/** The filters in force, each with a button that removes it; they live in the URL. */
export function Chips({
  filters,
  onRemove,
  onClear,
}: {
  filters: readonly Filter[]
  onRemove: (id: string) => void
  onClear?: () => void
}) {
  const { t } = useTranslation()
  if (filters.length === 0) return null
  return (
    <div className={styles.chips}>
      <TagGroup
        aria-label={t('ui.filters')}
        onRemove={(keys) => {
          for (const key of keys) onRemove(String(key))
        }}
      >
        <TagList className={cx(styles.list)}>
          {filters.map(({ id, name, value }) => (
            <Tag key={id} id={id} textValue={`${name}: ${value}`} className={cx(styles.chip)}>
              <span className={styles.name}>{name}</span>
              <span className={styles.value}>{value}</span>
              <AriaButton slot="remove" className={cx(styles.remove)}>
                <X size={12} />
              </AriaButton>
            </Tag>
          ))}
        </TagList>
      </TagGroup>
      {onClear && filters.length > 1 && (
        <Button kind="ghost" size="small" onPress={onClear}>
          {t('ui.clear-filters')}
        </Button>
      )}
    </div>
  )
}

/** The button "Filter" with a menu of what can be filtered by: MenuItems, MenuSections, ChoiceSubmenus. */
export function FilterMenu({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <Menu
      placement="bottom start"
      trigger={<Button icon={<ListFilter size={16} />}>{t('ui.filter')}</Button>}
    >
      {children}
    </Menu>
  )
}

/** One line above a list: search, filters, and at its end what changes the view. */
export function Toolbar({ children, end }: { children: ReactNode; end?: ReactNode }) {
  return (
    <div className={styles.toolbar}>
      <div className={styles.start}>{children}</div>
      {end && <div className={styles.end}>{end}</div>}
    </div>
  )
}

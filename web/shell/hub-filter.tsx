import { ChevronDown, MapPin } from 'lucide-react'
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete'
import { Menu } from 'react-aria-components/Menu'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/button.tsx'
import { cx } from '#web/ui/cx.ts'
import list from '#web/ui/list.module.css'
import { MenuItem } from '#web/ui/menu.tsx'
import { Popover } from '#web/ui/popover.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import styles from './hub-filter.module.css'
import { useHubChoice } from './use-hub-filter.ts'

const searchPast = 10

/** Top right, once one has more than one hub (RP2): which one the lists show. */
export function HubFilter() {
  const { t } = useTranslation()
  const { contains } = useFilter({ sensitivity: 'base' })
  const { hubs, hubId, remembered, choose } = useHubChoice()
  if (!hubs || hubs.length < 2) return null
  const wanted = hubId ?? remembered
  const name = wanted
    ? (hubs.find(({ id }) => id === wanted)?.name ?? t('hub-filter.other'))
    : t('hub-filter.all')
  return (
    <Popover
      label={t('hub-filter.label')}
      placement="bottom end"
      trigger={
        <Button
          kind="ghost"
          icon={<MapPin size={14} />}
          after={<ChevronDown size={14} />}
          aria-label={t('hub-filter.button', { name })}
        >
          <span className={styles.words}>{name}</span>
        </Button>
      }
    >
      {(close) => (
        <Autocomplete filter={contains}>
          {hubs.length > searchPast && (
            <div className={styles.search}>
              <SearchField label={t('hub-filter.search')} autoFocus />
            </div>
          )}
          <Menu
            aria-label={t('hub-filter.label')}
            autoFocus={hubs.length > searchPast ? false : 'first'}
            className={cx(list.list)}
            selectionMode="single"
            selectedKeys={[wanted ?? 'all']}
            renderEmptyState={() => <p className={list.nothing}>{t('ui.nothing-found')}</p>}
            onAction={(key) => {
              choose(key === 'all' ? null : String(key))
              close()
            }}
          >
            <MenuItem id="all">{t('hub-filter.all')}</MenuItem>
            {hubs.map((hub) => (
              <MenuItem key={hub.id} id={hub.id}>
                {hub.name}
              </MenuItem>
            ))}
          </Menu>
        </Autocomplete>
      )}
    </Popover>
  )
}

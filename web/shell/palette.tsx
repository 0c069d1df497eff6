import { Search } from 'lucide-react'
import { useMemo } from 'react'
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete'
import { Dialog } from 'react-aria-components/Dialog'
import { Input } from 'react-aria-components/Input'
import { Menu } from 'react-aria-components/Menu'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { SearchField } from 'react-aria-components/SearchField'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/cx.ts'
import { Kbd } from '#web/ui/kbd.tsx'
import list from '#web/ui/list.module.css'
import { MenuItem, MenuSection } from '#web/ui/menu.tsx'
import { useOfferedCommands } from './commands.ts'
import styles from './palette.module.css'

/** ⌘K: go to a page, switch organization, create, act on the selection. */
export function Palette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { contains } = useFilter({ sensitivity: 'base' })
  const commands = useOfferedCommands()
  const sections = useMemo(() => [...Map.groupBy(commands, ({ section }) => section)], [commands])
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      isDismissable
      className={cx(styles.overlay)}
    >
      <Modal className={cx(styles.modal)}>
        <Dialog aria-label={t('shell.palette')} className={cx(styles.dialog)}>
          <Autocomplete filter={contains}>
            <SearchField aria-label={t('shell.search')} autoFocus className={cx(styles.search)}>
              <Search size={16} aria-hidden />
              <Input placeholder={t('shell.palette-placeholder')} className={cx(styles.input)} />
              <Kbd keys="escape" />
            </SearchField>
            <Menu
              aria-label={t('shell.palette')}
              className={cx(list.list, styles.results)}
              renderEmptyState={() => <p className={list.nothing}>{t('ui.nothing-found')}</p>}
              onAction={onClose}
            >
              {sections.map(([section, members]) => (
                <MenuSection key={section} title={section}>
                  {members.map(({ id, label, words, icon, keys, href, run }) => (
                    <MenuItem
                      key={id}
                      id={id}
                      textValue={`${label} ${words ?? ''}`}
                      icon={icon}
                      {...(keys && { keys })}
                      {...(href && { href })}
                      {...(run && { onAction: run })}
                    >
                      {label}
                    </MenuItem>
                  ))}
                </MenuSection>
              ))}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

import { Menu, SubmenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { useTranslation } from 'react-i18next'
import { TaskStatus } from '#api/tasks.ts'
import { cx } from '#web/ui/cx.ts'
import list from '#web/ui/list.module.css'
import { MenuItem } from '#web/ui/menu.tsx'
import { StatusIcon } from './status-icon.tsx'

interface Props {
  value: readonly TaskStatus[]
  /** All of them, or none: whatever the status. */
  onChange: (value: TaskStatus[]) => void
}

/** Filter → Status: one or several. */
export function StatusSubmenu({ value, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <SubmenuTrigger>
      <MenuItem>{t('tasks.status-title')}</MenuItem>
      <Popover offset={-2} crossOffset={-4} className={cx(list.popover)}>
        <Menu
          aria-label={t('tasks.status-title')}
          className={cx(list.list)}
          selectionMode="multiple"
          selectedKeys={value}
          onSelectionChange={(keys) => {
            const chosen = TaskStatus.options.filter((one) => keys === 'all' || keys.has(one))
            onChange(chosen.length < TaskStatus.options.length ? chosen : [])
          }}
        >
          {TaskStatus.options.map((status) => (
            <MenuItem key={status} id={status} icon={<StatusIcon status={status} />}>
              {t(`tasks.status.${status}`)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </SubmenuTrigger>
  )
}

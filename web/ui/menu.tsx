import { Check, ChevronRight } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { Header } from 'react-aria-components/Header'
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  type MenuItemProps as AriaMenuItemProps,
  type MenuProps as AriaMenuProps,
  MenuSection as AriaMenuSection,
  MenuTrigger,
  SubmenuTrigger,
} from 'react-aria-components/Menu'
import { Popover, type PopoverProps } from 'react-aria-components/Popover'
import { Separator } from 'react-aria-components/Separator'
import { cx } from './cx.ts'
import { Kbd } from './kbd.tsx'
import styles from './list.module.css'

interface MenuProps extends Omit<AriaMenuProps<object>, 'className'> {
  /** The button that opens it. */
  trigger: ReactElement
  /** Its accessible name where the trigger's is not enough. */
  label?: string
  placement?: PopoverProps['placement']
  /** Above the items: who is signed in. */
  head?: ReactNode
}

/** A button that opens a list of actions. */
export function Menu({ trigger, label, placement = 'bottom end', head, ...props }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover placement={placement} offset={4} className={cx(styles.popover)}>
        {head}
        <AriaMenu {...props} {...(label && { 'aria-label': label })} className={cx(styles.list)} />
      </Popover>
    </MenuTrigger>
  )
}

interface MenuItemProps extends Omit<AriaMenuItemProps, 'className' | 'children' | 'isDisabled'> {
  icon?: ReactNode
  description?: ReactNode
  keys?: string
  danger?: boolean
  /** Stays in the list and says why it cannot be done now. */
  disabledReason?: string | null | undefined
  children: string
}

/** One action, or a link with `href`. */
export function MenuItem({
  icon,
  description,
  keys,
  danger = false,
  disabledReason,
  children,
  ...props
}: MenuItemProps) {
  return (
    <AriaMenuItem
      textValue={children}
      {...props}
      isDisabled={Boolean(disabledReason)}
      className={cx(styles.item, danger && styles.danger)}
    >
      {({ selectionMode, hasSubmenu }) => (
        <>
          {icon}
          <span data-label="">{children}</span>
          {(disabledReason || description) && (
            <span data-description="">{disabledReason || description}</span>
          )}
          <span data-aside="" aria-hidden>
            {keys && <Kbd keys={keys} />}
            {selectionMode !== 'none' && <Check size={16} className={styles.check} aria-hidden />}
            {hasSubmenu && <ChevronRight size={14} aria-hidden />}
          </span>
        </>
      )}
    </AriaMenuItem>
  )
}

interface SubmenuProps {
  label: string
  icon?: ReactNode
  description?: ReactNode
  choices: readonly { id: string; label: string }[]
  value: string
  onChange: (id: string) => void
}

/** A menu item that opens a list of which one is chosen: language, theme. */
export function ChoiceSubmenu({
  label,
  icon,
  description,
  choices,
  value,
  onChange,
}: SubmenuProps) {
  return (
    <SubmenuTrigger>
      <MenuItem icon={icon} description={description}>
        {label}
      </MenuItem>
      <Popover offset={-2} crossOffset={-4} className={cx(styles.popover)}>
        <AriaMenu
          aria-label={label}
          className={cx(styles.list)}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[value]}
          onAction={(key) => onChange(String(key))}
        >
          {choices.map(({ id, label }) => (
            <MenuItem key={id} id={id}>
              {label}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </SubmenuTrigger>
  )
}

/** Items under a heading; with `selectionMode` they are chosen instead of done. */
export function MenuSection({
  title,
  children,
  ...props
}: {
  title?: string
  children: ReactNode
  selectionMode?: 'single' | 'multiple'
  selectedKeys?: Iterable<string>
  onSelectionChange?: (keys: 'all' | Set<string | number>) => void
}) {
  return (
    <AriaMenuSection {...props}>
      {title && <Header className={styles.heading}>{title}</Header>}
      {children}
    </AriaMenuSection>
  )
}

/** A thin line between groups of items. */
export const MenuLine = () => <Separator className={cx(styles.line)} />

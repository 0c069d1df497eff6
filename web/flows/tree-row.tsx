import {
  ArrowDown,
  ArrowUp,
  Asterisk,
  CircleAlert,
  CopyPlus,
  Ellipsis,
  EyeOff,
  FileInput,
  GripVertical,
  Split,
  Trash2,
} from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/cx.ts'
import { IconButton } from '#web/ui/icon-button.tsx'
import { ChoiceSubmenu, Menu, MenuItem, MenuLine } from '#web/ui/menu.tsx'
import { canBeRequired, type DraftComponent, placeOf } from './flow-draft.ts'
import styles from './tree.module.css'
import type { Builder } from './use-builder.ts'
import type { Drag } from './use-drag.ts'

interface Props {
  builder: Builder
  /** `flow`, or the key of a page or a component. */
  itemKey: string
  icon: ReactNode
  title: string
  isPage?: boolean
  component?: DraftComponent
  drag: Drag
  onChoose: () => void
  onKeyDown: (event: KeyboardEvent) => void
}

/** One row of the tree. Only the chosen one is a stop of the Tab key: arrows go to the others. */
export function TreeRow({
  builder,
  itemKey,
  icon,
  title,
  isPage = false,
  component,
  drag,
  onChoose,
  onKeyDown,
}: Props) {
  const { t } = useTranslation()
  const { selected, readOnly } = builder
  const isChosen = selected === itemKey
  const isWrong = builder.isWrong(itemKey)
  const movable = !readOnly && itemKey !== 'flow'
  const words = title || t('flows.untitled')
  return (
    <div className={cx(styles.row, isChosen && styles.chosen, isPage && styles.head)}>
      {movable && (
        // For mouse and finger; Alt with the arrows, and the menu, do the same for everybody.
        <span className={styles.grip} aria-hidden {...drag.handle(itemKey, title, isPage)}>
          <GripVertical size={14} />
        </span>
      )}
      <button
        type="button"
        className={styles.choose}
        data-builder-row={itemKey}
        aria-current={isChosen}
        tabIndex={isChosen ? 0 : -1}
        onClick={onChoose}
        onKeyDown={onKeyDown}
      >
        {icon}
        <span className={cx(styles.title, !title && styles.faint)}>{words}</span>
        <span className={styles.marks}>
          {component && component.conditions.length > 0 && (
            <Mark icon={<Split size={12} />} words={t('flows.marks.conditions')} />
          )}
          {component && !component.visible && (
            <Mark icon={<EyeOff size={12} />} words={t('flows.hidden')} />
          )}
          {component?.required && canBeRequired(component.kind) && (
            <Mark icon={<Asterisk size={12} />} words={t('flows.required')} />
          )}
          {isWrong && (
            <span className={styles.wrong}>
              <Mark icon={<CircleAlert size={14} />} words={t('flows.marks.wrong')} />
            </span>
          )}
        </span>
      </button>
      {movable && <RowMenu builder={builder} itemKey={itemKey} title={words} isPage={isPage} />}
    </div>
  )
}

const Mark = ({ icon, words }: { icon: ReactNode; words: string }) => (
  <span className={styles.mark} title={words}>
    <span aria-hidden className={styles.sign}>
      {icon}
    </span>
    <span className="visually-hidden">, {words}</span>
  </span>
)

interface RowMenuProps {
  builder: Builder
  itemKey: string
  title: string
  isPage: boolean
}

/** What can be done to a page or a component, with the keys that do it at once. */
export function RowMenu({ builder, itemKey, title, isPage }: RowMenuProps) {
  const { t } = useTranslation()
  const { pages, selected } = builder
  const place = placeOf(pages, itemKey)
  const isOnly = isPage && pages.length === 1
  const isFull = isPage ? pages.length >= 20 : false
  return (
    <Menu
      label={t('flows.actions', { title })}
      trigger={
        <IconButton
          label={t('flows.actions', { title })}
          size="small"
          icon={<Ellipsis size={14} />}
          excludeFromTabOrder={selected !== itemKey}
        />
      }
    >
      <MenuItem
        id="up"
        icon={<ArrowUp size={16} />}
        keys="alt+up"
        disabledReason={builder.canStep(itemKey, -1) ? null : t('flows.is-first')}
        onAction={() => builder.step(itemKey, -1)}
      >
        {t('flows.up')}
      </MenuItem>
      <MenuItem
        id="down"
        icon={<ArrowDown size={16} />}
        keys="alt+down"
        disabledReason={builder.canStep(itemKey, 1) ? null : t('flows.is-last')}
        onAction={() => builder.step(itemKey, 1)}
      >
        {t('flows.down')}
      </MenuItem>
      {place && pages.length > 1 && (
        <ChoiceSubmenu
          label={t('flows.move-to')}
          icon={<FileInput size={16} />}
          choices={pages.map(({ key, title: page }) => ({
            id: key,
            label: page || t('flows.untitled'),
          }))}
          value={pages[place.page]?.key ?? ''}
          onChange={(key) => {
            const page = pages.findIndex((one) => one.key === key)
            if (page !== place.page)
              builder.put(itemKey, { page, at: pages[page]?.components.length ?? 0 })
            builder.focus.row(itemKey)
          }}
        />
      )}
      <MenuLine />
      <MenuItem
        id="duplicate"
        icon={<CopyPlus size={16} />}
        keys="mod+d"
        disabledReason={isFull ? t('flows.pages-max', { count: 20 }) : null}
        onAction={() => builder.duplicate(itemKey)}
      >
        {t('flows.duplicate')}
      </MenuItem>
      <MenuItem
        id="remove"
        danger
        icon={<Trash2 size={16} />}
        keys="Del"
        disabledReason={isOnly ? t('flows.only-page') : null}
        onAction={() => builder.remove(itemKey)}
      >
        {t('flows.remove')}
      </MenuItem>
    </Menu>
  )
}

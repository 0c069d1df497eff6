import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { Tag, TagGroup, TagList } from 'react-aria-components/TagGroup'
import { cx } from './cx.ts'
import styles from './picked.module.css'

interface Props<T> {
  label: string
  items: readonly T[]
  onChange: (rest: T[]) => void
  disabled?: boolean
  /** Instead of the name alone. */
  show?: (item: T) => ReactNode
}

/** What has been picked out of many, under the field that finds more; each can be taken away again. */
export function Picked<T extends { id: string; name: string }>({
  label,
  items,
  onChange,
  disabled = false,
  show = ({ name }) => name,
}: Props<T>) {
  if (items.length === 0) return null
  const remove = (gone: Set<string | number>) => onChange(items.filter(({ id }) => !gone.has(id)))
  return (
    <TagGroup aria-label={label} {...(!disabled && { onRemove: remove })}>
      <TagList className={cx(styles.list)}>
        {items.map((item) => (
          <Tag key={item.id} id={item.id} textValue={item.name} className={cx(styles.item)}>
            {show(item)}
            {!disabled && (
              <AriaButton slot="remove" className={cx(styles.remove)}>
                <X size={12} />
              </AriaButton>
            )}
          </Tag>
        ))}
      </TagList>
    </TagGroup>
  )
}

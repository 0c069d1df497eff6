import { ArrowDown, ArrowUp, EyeOff, GripVertical } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Field } from '#api/fields.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import type { Order } from '#web/shell/use-order.ts'
import { Badge } from '#web/ui/badge.tsx'
import { cx } from '#web/ui/cx.ts'
import { IconButton } from '#web/ui/icon-button.tsx'
import { Link } from '#web/ui/link.tsx'
import styles from './fields.module.css'
import { KindIcon } from './kind-icon.tsx'

interface Props {
  field: Field
  at: number
  count: number
  order: Order
  readOnly: boolean
}

/** One field of the list: opens its panel, and moves. */
export function FieldRow({ field, at, count, order, readOnly }: Props) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { id, name, kind, required, visibility } = field
  const ids = { up: `${id}-up`, down: `${id}-down` }
  return (
    <li
      data-row=""
      className={cx(
        styles.row,
        order.over === at && styles.dropHere,
        order.dragged === id && styles.dragged,
      )}
      {...order.target(at)}
    >
      {!readOnly && (
        // For the mouse alone; the two arrows do the same for everybody.
        <span className={styles.grip} aria-hidden {...order.handle(id)}>
          <GripVertical size={14} />
        </span>
      )}
      <Link kind="plain" href={paths.field(slug, id)} className={styles.open}>
        <KindIcon kind={kind} />
        <span className={styles.name}>{name}</span>
        <span className={styles.meta}>
          {t(`fields.kinds.${kind}`)} · {t(`fields.visibilities.${visibility}`)}
          {visibility === 'nobody' && <EyeOff size={12} aria-hidden />}
        </span>
        {required && <Badge>{t('fields.required-word')}</Badge>}
      </Link>
      {!readOnly && (
        <span className={styles.tools}>
          <IconButton
            id={ids.up}
            label={t('fields.up', { name })}
            size="small"
            icon={<ArrowUp size={14} />}
            disabledReason={at > 0 ? null : t('fields.is-first')}
            onPress={() => order.move(at, -1, ids.up)}
          />
          <IconButton
            id={ids.down}
            label={t('fields.down', { name })}
            size="small"
            icon={<ArrowDown size={14} />}
            disabledReason={at < count - 1 ? null : t('fields.is-last')}
            onPress={() => order.move(at, 1, ids.down)}
          />
        </span>
      )}
    </li>
  )
}

import { EyeOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Field } from '#api/fields.ts'
import { paths } from '#web/paths.ts'
import { OrderButtons } from '#web/shell/order-buttons.tsx'
import { OrderedRow } from '#web/shell/ordered-row.tsx'
import { useSession } from '#web/shell/session.ts'
import type { Order } from '#web/shell/use-order.ts'
import { Badge } from '#web/ui/badge.tsx'
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
  return (
    <OrderedRow id={id} at={at} order={order} readOnly={readOnly}>
      <Link kind="plain" href={paths.field(slug, id)} className={styles.open}>
        <KindIcon kind={kind} />
        <span className={styles.name}>{name}</span>
        <span className={styles.meta}>
          {t(`fields.kinds.${kind}`)} · {t(`fields.visibilities.${visibility}`)}
          {visibility === 'nobody' && <EyeOff size={12} aria-hidden />}
        </span>
        {required && <Badge>{t('fields.required-word')}</Badge>}
      </Link>
      {!readOnly && <OrderButtons id={id} name={name} at={at} count={count} order={order} />}
    </OrderedRow>
  )
}

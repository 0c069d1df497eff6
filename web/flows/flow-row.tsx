import { Workflow } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { FlowSummary } from '#api/flows.ts'
import { paths } from '#web/paths.ts'
import { OrderedRow } from '#web/shell/ordered-row.tsx'
import { useSession } from '#web/shell/session.ts'
import type { Order } from '#web/shell/use-order.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Link } from '#web/ui/link.tsx'
import { FlowMenu } from './flow-menu.tsx'
import styles from './flows.module.css'

interface Props {
  flow: FlowSummary
  at: number
  count: number
  order: Order
  readOnly: boolean
}

/** One flow of the list: opens its builder, moves, and has a menu for the rest. */
export function FlowRow({ flow, at, count, order, readOnly }: Props) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { id, name } = flow
  return (
    <OrderedRow id={id} at={at} order={order} readOnly={readOnly}>
      <Link kind="plain" href={paths.flow(slug, id)} className={styles.open}>
        <span className={styles.icon}>
          <Workflow size={16} strokeWidth={1.5} aria-hidden />
        </span>
        <span className={styles.words}>
          <span className={styles.name}>{name}</span>
          <span className={styles.meta}>
            {t('flows.page-count', { count: flow.pageCount })} ·{' '}
            {t('flows.field-count', { count: flow.componentCount })} ·{' '}
            {t('flows.version-of', { version: flow.version })}
          </span>
        </span>
        {flow.default && <Badge>{t('flows.default')}</Badge>}
      </Link>
      <FlowMenu
        flow={flow}
        isFirst={at === 0}
        isLast={at === count - 1}
        onStep={(by) => order.move(at, by, `flow-menu-${id}`)}
        buttonId={`flow-menu-${id}`}
      />
    </OrderedRow>
  )
}

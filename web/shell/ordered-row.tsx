import { GripVertical } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '#web/ui/cx.ts'
import styles from './ordered.module.css'
import type { Order } from './use-order.ts'

interface Props {
  id: string
  /** Its place among the rows, from 0. */
  at: number
  order: Order
  /** Without a handle. */
  readOnly: boolean
  children: ReactNode
}

/** One row of an `OrderedList`: mouse and finger move it by its handle; whoever shows it offers the same by buttons. */
export const OrderedRow = ({ id, at, order, readOnly, children }: Props) => (
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
      <span data-grip="" className={styles.grip} aria-hidden {...order.handle(id)}>
        <GripVertical size={14} />
      </span>
    )}
    {children}
  </li>
)

import type { ReactNode } from 'react'
import styles from './ordered.module.css'
import type { Order } from './use-order.ts'

interface Props {
  label: string
  /** How many rows there are. */
  count: number
  order: Order
  className?: string | undefined
  /** `OrderedRow`s. */
  children: ReactNode
}

/** Rows that are put into order: with a place to drop one behind the last, and what was done said aloud. */
export function OrderedList({ label, count, order, className, children }: Props) {
  return (
    <>
      <ul className={className} aria-label={label}>
        {children}
        <li
          aria-hidden
          className={order.over === count ? styles.dropHere : styles.end}
          {...order.target(count)}
        />
      </ul>
      <p role="status" className="visually-hidden">
        {order.said}
      </p>
    </>
  )
}

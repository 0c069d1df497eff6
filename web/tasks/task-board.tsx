import { type KeyboardEvent, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { TaskStatus, type TaskSummary } from '#api/tasks.ts'
import { cx } from '#web/ui/cx.ts'
import { BoardColumn } from './board-column.tsx'
import type { Counts } from './no-tasks.tsx'
import styles from './task-board.module.css'
import { useCardDrag } from './use-card-drag.ts'
import { useStatusMoves } from './use-status-moves.tsx'
import type { TaskFilters } from './use-task-filters.tsx'

const arrows: Record<string, [column: number, row: number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
}

/**
 * Tasks by status, side by side. A card is dragged to another column, by a finger at its handle, or moved there with Shift
 * and an arrow key or by its menu; arrow keys alone go from card to card.
 */
export function TaskBoard({
  filters,
  counts,
}: {
  filters: TaskFilters
  counts: Counts | undefined
}) {
  const { t } = useTranslation()
  const board = useRef<HTMLDivElement>(null)
  const help = useId()
  const moves = useStatusMoves()
  // Where it cannot go it may still be dropped: the reason is said then.
  const drag = useCardDrag(board, moves.move)
  // Whoever sees only their own never sees what nobody has.
  const columns = TaskStatus.options.filter((one) => !filters.onlyMine || one !== 'unassigned')

  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = arrows[event.key]
    const card = event.target instanceof Element && event.target.closest('[data-card]')
    if (!arrow || !card || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    if (!event.shiftKey) focusNear(board.current, card, arrow)
  }
  const onMoveKey = (task: TaskSummary, key: string) => {
    const [by = 0] = arrows[key] ?? []
    const to = columns[columns.indexOf(task.status) + by]
    if (to) moves.move(task, to)
  }
  return (
    <>
      <p id={help} className="visually-hidden">
        {t('tasks.board.keys')}
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the cards inside have the focus; their keys are heard here */}
      <div
        ref={board}
        className={cx(styles.board, drag.dragged && styles.dragging)}
        onKeyDown={onKeyDown}
      >
        {columns.map((status) => (
          <BoardColumn
            key={status}
            status={status}
            filters={filters}
            count={counts?.[status]}
            moves={moves}
            describedBy={help}
            drag={drag}
            onMoveKey={onMoveKey}
          />
        ))}
      </div>
      <div
        ref={drag.ghost}
        hidden={!drag.dragged}
        className={cx(styles.card, styles.ghost)}
        aria-hidden
      >
        {drag.dragged?.title}
      </div>
      {moves.dialogs}
    </>
  )
}

/** The next card up or down, or the one at the same height of the next column that has any. */
function focusNear(board: Element | null, card: Element, [right, down]: [number, number]) {
  const columns = [...(board?.querySelectorAll('[data-column]') ?? [])].map((column) => [
    ...column.querySelectorAll('[data-card]'),
  ])
  const at = columns.findIndex((cards) => cards.includes(card))
  const row = columns[at]?.indexOf(card) ?? 0
  const aside = right === 1 ? columns.slice(at + 1) : columns.slice(0, Math.max(0, at)).toReversed()
  const beside = aside.find((cards) => cards.length > 0) ?? []
  const next = right ? beside[Math.min(row, beside.length - 1)] : columns[at]?.[row + down]
  next?.querySelector<HTMLElement>('a')?.focus()
}

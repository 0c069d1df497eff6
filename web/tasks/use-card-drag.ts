import {
  type MouseEvent,
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react'
import { TaskStatus, type TaskSummary } from '#api/tasks.ts'
import { followPointer, scrollerOf } from '#web/shell/follow-pointer.ts'

export type CardDrag = ReturnType<typeof useCardDrag>

/** Dragging cards between the columns of the board: the whole card with a mouse, by its handle with finger and pen. */
export function useCardDrag(
  board: RefObject<HTMLElement | null>,
  onDrop: (task: TaskSummary, to: TaskStatus) => void,
) {
  const [dragged, setDragged] = useState<TaskSummary | null>(null)
  const [over, setOver] = useState<TaskStatus | null>(null)
  const ghost = useRef<HTMLDivElement>(null)
  const stop = useRef<(() => void) | null>(null)
  const moved = useRef(false)
  const drop = useRef(onDrop)
  drop.current = onDrop
  useEffect(() => () => stop.current?.(), [])

  const begin = (task: TaskSummary, start: ReactPointerEvent) => {
    moved.current = false
    if (start.button !== 0 || stop.current || !board.current || !takesHold(start)) return
    let landing: TaskStatus | null = null
    const scroller = scrollerOf(board.current)
    stop.current = followPointer(start, {
      scroller: () => scroller,
      sideways: () => board.current,
      onMove: (x, y) => {
        moved.current = true
        landing = columnAt(board.current, x, y)
        setDragged(task)
        setOver(landing)
        if (!ghost.current) return
        const right = window.innerWidth - ghost.current.offsetWidth - 8
        ghost.current.style.translate = `${Math.min(x + 12, right)}px ${y - 14}px`
      },
      onEnd: (dropped) => {
        stop.current = null
        setDragged(null)
        setOver(null)
        if (dropped && landing) drop.current(task, landing)
      },
    })
  }

  return {
    dragged,
    /** The column that it stands above. */
    over,
    /** What follows the pointer. */
    ghost,
    /** For a card that may go elsewhere. */
    card: (task: TaskSummary) => ({
      // Before the link inside, which keeps what is pressed to itself.
      onPointerDownCapture: (event: ReactPointerEvent) => begin(task, event),
      // Let go above where it was: that opens nothing. Keys, whose clicks count nothing, always do.
      onClickCapture: (event: MouseEvent) => {
        if (!moved.current || event.detail === 0) return
        event.preventDefault()
        event.stopPropagation()
      },
      // HTML's own dragging of links.
      onDragStart: (event: MouseEvent) => event.preventDefault(),
    }),
  }
}

/** Buttons are pressed, a finger beside the handle scrolls; the card's menu, which React tells of as well, is no part of it. */
function takesHold({ target, currentTarget, pointerType }: ReactPointerEvent): boolean {
  if (!(target instanceof Element) || !currentTarget.contains(target)) return false
  if (target.closest('button')) return false
  return pointerType === 'mouse' || target.closest('[data-grip]') !== null
}

function columnAt(board: Element | null, x: number, y: number): TaskStatus | null {
  const column = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-column]')
  const status = TaskStatus.safeParse(column?.dataset.column)
  return status.success && board?.contains(column ?? null) ? status.data : null
}

import type { PointerEvent as ReactPointerEvent } from 'react'

interface Following {
  /** From the first real movement on, with each one. */
  onMove: (x: number, y: number) => void
  /** Once: it was let go after it had moved, or given up. */
  onEnd: (dropped: boolean) => void
  /** What scrolls when the pointer comes to its upper or lower edge. */
  scroller: () => Element | null
  /** The same for its left and right edge. */
  sideways?: () => Element | null
}

const [edge, stride, threshold] = [48, 8, 4]

/**
 * Follows what is dragged by its handle, with mouse, pen and finger alike, until it is let go: HTML's own dragging knows no
 * finger. Escape gives up, and so does calling what comes back. The handle wants `touch-action: none`; whatever is beside it
 * scrolls as ever.
 */
export function followPointer(
  start: ReactPointerEvent,
  { onMove, onEnd, scroller, sideways = () => null }: Following,
): () => void {
  start.preventDefault()
  let { clientX: x, clientY: y } = start
  let frame = 0
  let moved = false

  const follow = (event: PointerEvent) => {
    if (event.pointerId !== start.pointerId) return
    const way = Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY)
    if (!moved && way < threshold) return
    moved = true
    x = event.clientX
    y = event.clientY
    onMove(x, y)
  }
  const scroll = () => {
    if (moved) {
      const [down, across] = [scroller(), sideways()]
      const { top, bottom } = viewOf(down)
      const { left, right } = viewOf(across)
      const [byX, byY] = [pull(x, start.clientX, left, right), pull(y, start.clientY, top, bottom)]
      if (byY) down?.scrollBy(0, byY)
      if (byX) across?.scrollBy(byX, 0)
      // Something else stands below it now.
      if (byX || byY) onMove(x, y)
    }
    frame = requestAnimationFrame(scroll)
  }
  const end = (dropped: boolean) => {
    cancelAnimationFrame(frame)
    window.removeEventListener('pointermove', follow)
    window.removeEventListener('pointerup', up)
    window.removeEventListener('pointercancel', cancel)
    window.removeEventListener('keydown', giveUp, true)
    onEnd(dropped && moved)
  }
  const up = ({ pointerId }: PointerEvent) => {
    if (pointerId === start.pointerId) end(true)
  }
  const cancel = () => end(false)
  const giveUp = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    end(false)
  }
  window.addEventListener('pointermove', follow)
  window.addEventListener('pointerup', up)
  window.addEventListener('pointercancel', cancel)
  window.addEventListener('keydown', giveUp, true)
  frame = requestAnimationFrame(scroll)
  return cancel
}

/** Whether the pointer stands in the lower half of something. */
export function isBelow(element: Element, y: number): boolean {
  const { top, height } = element.getBoundingClientRect()
  return y > top + height / 2
}

/** What scrolls an element up and down: the nearest around it that has more than it shows, else the page. */
export function scrollerOf(element: Element): Element | null {
  for (let at = element.parentElement; at; at = at.parentElement) {
    const { overflowY } = getComputedStyle(at)
    if (/auto|scroll/.test(overflowY) && at.scrollHeight > at.clientHeight) return at
  }
  return document.scrollingElement
}

const nowhere = { top: -Infinity, bottom: Infinity, left: -Infinity, right: Infinity }

const viewOf = (element: Element | null) => {
  if (!element) return nowhere
  return element === document.scrollingElement
    ? { top: 0, bottom: window.innerHeight, left: 0, right: window.innerWidth }
    : element.getBoundingClientRect()
}

/** How far to scroll now: at an edge, once it has come closer to that than where it was taken up. */
const pull = (at: number, from: number, low: number, high: number) =>
  at < low + edge && at < from ? -stride : at > high - edge && at > from ? stride : 0

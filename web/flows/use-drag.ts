import { type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from 'react'
import { followPointer, isBelow } from '#web/shell/follow-pointer.ts'

/** Where something would land: before a row (`at` counts from 0, with the dragged one still in its place). */
export interface Landing {
  /** Page, from 0; null while a page itself is dragged. */
  page: number | null
  at: number
}

export type Drag = ReturnType<typeof useDrag>

/** Dragging rows by their handles. A line shows where it would land, the list scrolls at its edges, Escape gives up. */
export function useDrag(onDrop: (key: string, to: Landing) => void) {
  const [dragged, setDragged] = useState<{ key: string; title: string; isPage: boolean } | null>(
    null,
  )
  const [over, setOver] = useState<Landing | null>(null)
  const list = useRef<HTMLElement>(null)
  const ghost = useRef<HTMLDivElement>(null)
  const stop = useRef<(() => void) | null>(null)
  const drop = useRef(onDrop)
  drop.current = onDrop
  useEffect(() => () => stop.current?.(), [])

  const begin = (key: string, title: string, isPage: boolean, start: ReactPointerEvent) => {
    if (start.button !== 0 || stop.current) return
    let landing: Landing | null = null
    stop.current = followPointer(start, {
      scroller: () => list.current,
      onMove: (x, y) => {
        // Of many movements only the first one changes anything here.
        setDragged((before) => before ?? { key, title, isPage })
        if (ghost.current) ghost.current.style.translate = `${x + 12}px ${y - 14}px`
        const found = landingAt(x, y, isPage)
        if (found?.page === landing?.page && found?.at === landing?.at) return
        landing = found
        setOver(found)
      },
      onEnd: (dropped) => {
        stop.current = null
        setDragged(null)
        setOver(null)
        if (dropped && landing) drop.current(key, landing)
      },
    })
  }

  return {
    /** The list that scrolls. */
    list,
    /** What follows the pointer. */
    ghost,
    dragged,
    over,
    /** For the handle of a row; it wants `touch-action: none`. */
    handle: (key: string, title: string, isPage: boolean) => ({
      onPointerDown: (event: ReactPointerEvent) => begin(key, title, isPage, event),
    }),
  }
}

/** Sections (pages) carry their number and how many rows they have, rows their place; a fixed row (a page’s head) is its start. */
function landingAt(x: number, y: number, isPage: boolean): Landing | null {
  const element = document.elementFromPoint(x, y)
  const section = element?.closest<HTMLElement>('[data-drop-section]')
  if (!section) return null
  const page = Number(section.dataset.dropSection)
  if (isPage) return { page: null, at: isBelow(section, y) ? page + 1 : page }
  const row = element?.closest<HTMLElement>('[data-drop-at]')
  if (!row) return { page, at: Number(section.dataset.dropCount) }
  const at = Number(row.dataset.dropAt)
  return { page, at: row.dataset.dropFixed !== undefined || !isBelow(row, y) ? at : at + 1 }
}

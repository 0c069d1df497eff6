import { type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from 'react'

/** Where something would land: before a row (`at` counts from 0, with the dragged one still in its place). */
export interface Landing {
  /** Page, from 0; null while a page itself is dragged. */
  page: number | null
  at: number
}

export type Drag = ReturnType<typeof useDrag>

const edge = 48

/**
 * Dragging rows by their handles, with mouse, pen and finger alike: HTML's own dragging knows no finger. A line shows where
 * it would land, the list scrolls at its edges, Escape gives up.
 */
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
    start.preventDefault()
    let landing: Landing | null = null
    let y = start.clientY
    let frame = 0
    let moved = false

    const follow = (event: PointerEvent) => {
      if (!moved && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < 4)
        return
      if (!moved) setDragged({ key, title, isPage })
      moved = true
      y = event.clientY
      if (ghost.current)
        ghost.current.style.translate = `${event.clientX + 12}px ${event.clientY - 14}px`
      const found = landingAt(event.clientX, event.clientY, isPage)
      if (found?.page === landing?.page && found?.at === landing?.at) return
      landing = found
      setOver(found)
    }
    const scroll = () => {
      const box = list.current?.getBoundingClientRect()
      if (box && moved) {
        const speed = y < box.top + edge ? -8 : y > box.bottom - edge ? 8 : 0
        if (speed) list.current?.scrollBy(0, speed)
      }
      frame = requestAnimationFrame(scroll)
    }
    const end = (land: boolean) => {
      cancelAnimationFrame(frame)
      window.removeEventListener('pointermove', follow)
      window.removeEventListener('pointerup', up)
      window.removeEventListener('pointercancel', cancel)
      window.removeEventListener('keydown', giveUp, true)
      stop.current = null
      setDragged(null)
      setOver(null)
      if (land && moved && landing) drop.current(key, landing)
    }
    const up = () => end(true)
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
    stop.current = cancel
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

function isBelow(element: HTMLElement, y: number): boolean {
  const { top, height } = element.getBoundingClientRect()
  return y > top + height / 2
}

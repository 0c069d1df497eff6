import { type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { followPointer, isBelow, scrollerOf } from './follow-pointer.ts'

interface Named {
  id: string
  name: string
}

export type Order = ReturnType<typeof useOrder>

/** Moving questions: by buttons, which keep the focus and say what they did, and by dragging a row by its handle, with a finger too. */
export function useOrder<T extends Named>(fields: readonly T[], onChange: (fields: T[]) => void) {
  const { t } = useTranslation()
  const [dragged, setDragged] = useState<string | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const [said, setSaid] = useState('')
  const focusOn = useRef<string | null>(null)

  // React moves the row to its new place, and the browser drops the focus of what is moved.
  useEffect(() => {
    if (!focusOn.current) return
    document.getElementById(focusOn.current)?.focus()
    focusOn.current = null
  })

  const put = (from: number, to: number) => {
    const field = fields[from]
    if (!field || from === to) return
    setSaid(t('fields.moved', { name: field.name, number: to + 1, count: fields.length }))
    onChange(fields.toSpliced(from, 1).toSpliced(to, 0, field))
  }
  const latest = useRef({ fields, put })
  latest.current = { fields, put }
  const stop = useRef<(() => void) | null>(null)
  useEffect(() => () => stop.current?.(), [])
  const begin = (id: string, start: ReactPointerEvent) => {
    const list = start.currentTarget.closest('ul')
    if (start.button !== 0 || stop.current || !list) return
    let landing: number | null = null
    const scroller = scrollerOf(list)
    stop.current = followPointer(start, {
      scroller: () => scroller,
      onMove: (x, y) => {
        setDragged(id)
        landing = landingAt(list, x, y)
        setOver(landing)
      },
      onEnd: (dropped) => {
        stop.current = null
        setDragged(null)
        setOver(null)
        const { fields, put } = latest.current
        const from = fields.findIndex((one) => one.id === id)
        // Places are counted without the row that is moved.
        if (dropped && landing !== null && from >= 0)
          put(from, from < landing ? landing - 1 : landing)
      },
    })
  }
  return {
    said,
    /** Before which row what is dragged would land. */
    over,
    dragged,
    move: (from: number, step: -1 | 1, buttonId: string) => {
      focusOn.current = buttonId
      put(from, from + step)
    },
    /** For the handle of a row. */
    handle: (id: string) => ({
      onPointerDown: (event: ReactPointerEvent) => begin(id, event),
    }),
    /** For whatever a row may be dropped at: the rows themselves, and what stands behind the last. */
    target: (at: number) => ({ 'data-order-at': at }),
  }
}

/** Before which row of the list something would land; null outside of it. */
function landingAt(list: Element, x: number, y: number): number | null {
  const row = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-order-at]')
  if (!row || !list.contains(row)) return null
  const at = Number(row.dataset.orderAt)
  return row.dataset.row !== undefined && isBelow(row, y) ? at + 1 : at
}

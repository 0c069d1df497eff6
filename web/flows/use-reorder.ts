import { type DragEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type DraftPage, moveTo, neighbour, placeOf } from './flow-draft.ts'

export type Reorder = ReturnType<typeof useReorder>

/** Moving components: by buttons, which keep the focus and say what they did, and by dragging a row by its handle. */
export function useReorder(pages: readonly DraftPage[], onChange: (pages: DraftPage[]) => void) {
  const { t } = useTranslation()
  const [dragged, setDragged] = useState<string | null>(null)
  const [over, setOver] = useState<{ page: number; at: number } | null>(null)
  const [said, setSaid] = useState('')
  const focusOn = useRef<string | null>(null)

  // React moves the row to its new place, and the browser drops the focus of what is moved.
  useEffect(() => {
    if (!focusOn.current) return
    document.getElementById(focusOn.current)?.focus()
    focusOn.current = null
  })

  const put = (key: string, to: { page: number; at: number }) => {
    const next = moveTo(pages, key, to)
    const page = next[to.page]
    const title = page?.components[to.at]?.title ?? ''
    setSaid(
      t('flows.moved', {
        title,
        page: page?.title ?? '',
        number: to.at + 1,
        count: page?.components.length ?? 0,
      }),
    )
    onChange(next)
  }
  return {
    said,
    over,
    dragged,
    canMove: (key: string, step: -1 | 1) => neighbour(pages, key, step) !== null,
    move: (key: string, step: -1 | 1, buttonId: string) => {
      const to = neighbour(pages, key, step)
      if (!to) return
      focusOn.current = buttonId
      put(key, to)
    },
    /** For the handle of a row. */
    handle: (key: string) => ({
      draggable: true,
      onDragStart: (event: DragEvent) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', key)
        const row = event.currentTarget.closest('[data-row]')
        if (row) event.dataTransfer.setDragImage(row, 16, 16)
        setDragged(key)
      },
      onDragEnd: () => {
        setDragged(null)
        setOver(null)
      },
    }),
    /** For whatever a row may be dropped on: the place before another one, or the end of a page. */
    target: (page: number, at: number) => ({
      onDragOver: (event: DragEvent) => {
        if (!dragged) return
        event.preventDefault()
        event.stopPropagation()
        if (over?.page !== page || over.at !== at) setOver({ page, at })
      },
      onDrop: (event: DragEvent) => {
        if (!dragged) return
        event.preventDefault()
        event.stopPropagation()
        const from = placeOf(pages, dragged)
        // Places are counted without the row that is moved.
        const shift = from?.page === page && from.at < at ? 1 : 0
        if (from) put(dragged, { page, at: at - shift })
        setDragged(null)
        setOver(null)
      },
    }),
  }
}

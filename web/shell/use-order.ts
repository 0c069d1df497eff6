import { type DragEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

interface Named {
  id: string
  name: string
}

export type Order = ReturnType<typeof useOrder>

/** Moving questions: by buttons, which keep the focus and say what they did, and by dragging a row by its handle. */
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
  const end = () => {
    setDragged(null)
    setOver(null)
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
      draggable: true,
      onDragStart: (event: DragEvent) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', id)
        const row = event.currentTarget.closest('[data-row]')
        if (row) event.dataTransfer.setDragImage(row, 16, 16)
        setDragged(id)
      },
      onDragEnd: end,
    }),
    /** For whatever a row may be dropped on: the place before another one, or the end. */
    target: (at: number) => ({
      onDragOver: (event: DragEvent) => {
        if (!dragged) return
        event.preventDefault()
        if (over !== at) setOver(at)
      },
      onDrop: (event: DragEvent) => {
        if (!dragged) return
        event.preventDefault()
        const from = fields.findIndex(({ id }) => id === dragged)
        // Places are counted without the row that is moved.
        if (from >= 0) put(from, from < at ? at - 1 : at)
        end()
      },
    }),
  }
}

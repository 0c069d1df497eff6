import type { KeyboardEvent } from 'react'
import type { Builder } from './use-builder.ts'

/** The keys of a row: arrows choose, with Alt they move; Enter edits, Delete removes, ⌘D makes a second one. */
export function useTreeKeys(builder: Builder, onEdit: () => void) {
  const rows = [
    'flow',
    ...builder.pages.flatMap(({ key, components }) => [key, ...components.map((one) => one.key)]),
  ]
  const choose = (key: string | undefined) => {
    if (!key) return
    builder.select(key)
    builder.focus.row(key)
  }
  const actOf = (pressed: string, key: string): (() => void) | null => {
    const at = rows.indexOf(key)
    switch (pressed) {
      case 'arrowup':
        return () => choose(rows[at - 1])
      case 'arrowdown':
        return () => choose(rows[at + 1])
      case 'home':
        return () => choose(rows[0])
      case 'end':
        return () => choose(rows.at(-1))
      case 'enter':
        return () => {
          builder.select(key)
          onEdit()
          builder.focus.title()
        }
    }
    if (builder.readOnly || key === 'flow') return null
    switch (pressed) {
      case 'alt+arrowup':
        return () => builder.step(key, -1)
      case 'alt+arrowdown':
        return () => builder.step(key, 1)
      case 'mod+d':
        return () => builder.duplicate(key)
      case 'delete':
      case 'backspace':
        return () => builder.remove(key)
      default:
        return null
    }
  }
  return (event: KeyboardEvent, key: string) => {
    const modified = event.metaKey || event.ctrlKey
    const pressed = `${event.altKey ? 'alt+' : ''}${modified ? 'mod+' : ''}${event.key.toLowerCase()}`
    const act = actOf(pressed, key)
    if (!act) return
    event.preventDefault()
    act()
  }
}

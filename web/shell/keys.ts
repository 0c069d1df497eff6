import { useEffect, useRef, useSyncExternalStore } from 'react'

/** A key and what it does: `mod+k`, `c`, `g t` (one after the other). */
export interface KeyBinding {
  keys: string
  label: string
  run: () => void
}

const storageKey = 'foyer.single-keys'
let bindings: readonly KeyBinding[] = []
let singleKeys = localStorage.getItem(storageKey) !== 'off'
const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Makes keys work while the component is on the page, and lists them in the dialog of `?`. */
export function useKeys(list: readonly KeyBinding[]): void {
  const latest = useRef(list)
  latest.current = list
  const signature = list.map(({ keys, label }) => `${keys}=${label}`).join('\n')
  useEffect(() => {
    const mine = signature
      .split('\n')
      .filter(Boolean)
      .map((_, index) => ({
        keys: latest.current[index]?.keys ?? '',
        label: latest.current[index]?.label ?? '',
        run: () => latest.current[index]?.run(),
      }))
    bindings = [...bindings, ...mine]
    tell()
    return () => {
      bindings = bindings.filter((binding) => !mine.includes(binding))
      tell()
    }
  }, [signature])
}

/** What works on this page. */
export const useBindings = () => useSyncExternalStore(subscribe, () => bindings)

/** Whether keys without a modifier act: they can be turned off (WCAG 2.2, 2.1.4). */
export const useSingleKeys = () => useSyncExternalStore(subscribe, () => singleKeys)

export function setSingleKeys(on: boolean): void {
  singleKeys = on
  localStorage.setItem(storageKey, on ? 'on' : 'off')
  tell()
}

/** What was pressed, in the notation of a binding; null for a key that is only a modifier. */
export function pressedKey(event: KeyboardEvent): string | null {
  if (['Shift', 'Control', 'Alt', 'Meta', 'AltGraph'].includes(event.key)) return null
  const key = event.key.toLowerCase()
  const modified = event.metaKey || event.ctrlKey
  if (event.altKey) return null
  return modified ? `mod+${event.shiftKey ? 'shift+' : ''}${key}` : key
}

/** Listens for all bindings of the page; once, in the frame. */
export function useKeyListener(): void {
  useEffect(() => {
    let first = ''
    let firstAt = 0
    const hear = (event: KeyboardEvent) => {
      const key = pressedKey(event)
      if (!key || event.defaultPrevented || event.repeat) return
      const modified = key.startsWith('mod+')
      if (!modified && (!singleKeys || typing(event.target) || overlaid())) return

      const chord = Date.now() - firstAt < 1000 ? `${first} ${key}` : ''
      const binding =
        bindings.findLast(({ keys }) => keys === chord) ??
        bindings.findLast(({ keys }) => keys === key)
      ;[first, firstAt] = binding || modified ? ['', 0] : [key, Date.now()]
      if (!binding) return
      event.preventDefault()
      binding.run()
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [])
}

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, textarea, select, [role="textbox"]'))

// A toast is an alertdialog too, but takes nothing away from the page.
const overlays = '[role="dialog"], section[role="alertdialog"], [role="menu"], [role="listbox"]'
const overlaid = () => document.querySelector(overlays) !== null

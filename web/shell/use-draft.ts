import { useState } from 'react'

const normal = (value: unknown) =>
  JSON.stringify(Array.isArray(value) ? value.map((one) => JSON.stringify(one)).toSorted() : value)

/** Values that are being edited over those that are saved; only what differs is sent (lists in any order are the same). */
export function useDraft<T extends object>(saved: T) {
  const [draft, setDraft] = useState<Partial<T>>({})
  const value: T = { ...saved, ...draft }
  const changed = (key: string) =>
    normal(Reflect.get(value, key)) !== normal(Reflect.get(saved, key))
  const changes: Partial<T> = { ...draft }
  for (const key of Object.keys(draft)) if (!changed(key)) Reflect.deleteProperty(changes, key)
  return {
    value,
    /** What differs from what is saved, for a PATCH. */
    changes,
    dirty: Object.keys(changes).length > 0,
    change: (patch: Partial<T>) => setDraft((before) => ({ ...before, ...patch })),
    reset: () => setDraft({}),
  }
}

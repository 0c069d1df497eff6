import type { Component } from '#api/flows.ts'
import type { TaskValues } from '#api/tasks.ts'

/** What a component of a form names as attachments: several of a photo, one of a signature; not judged yet. */
export function attachmentIdsIn({ id, kind }: Component, values: TaskValues): string[] {
  if (kind !== 'photo' && kind !== 'signature') return []
  const value = Object.hasOwn(values, id) ? values[id] : null
  return [value].flat().flatMap((one) => (typeof one === 'string' ? [one] : []))
}

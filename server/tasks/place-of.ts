import type { FlowPage } from '#api/flows.ts'
import type { TaskValues } from '#api/tasks.ts'

/** Where a task is, by its first answer that is a place; null where it has none. */
export function placeOf(
  pages: readonly FlowPage[],
  values: TaskValues,
): { latitude: number; longitude: number } | null {
  for (const { id, kind } of pages.flatMap(({ components }) => components)) {
    if (kind !== 'coordinate' || !Object.hasOwn(values, id)) continue
    const [latitude, longitude] = String(values[id]).split(',').map(Number)
    if (Number.isFinite(latitude) && Number.isFinite(longitude))
      return { latitude, longitude } as { latitude: number; longitude: number }
  }
  return null
}

import type { FileId } from '#api/common.ts'

/** Where members of the same organization find a photo; null: initials. */
export function photoUrl(id: FileId): string
export function photoUrl(id: FileId | null): string | null
export function photoUrl(id: FileId | null): string | null {
  return id && `/api/v1/photos/${id}`
}

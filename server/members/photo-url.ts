import type { FileId } from '#api/common.ts'

/** Where members of the same organization find a photo; null: initials. */
export const photoUrl = (id: FileId | null): string | null => id && `/api/v1/photos/${id}`

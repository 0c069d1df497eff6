import type { FileId } from '#api/common.ts'

/** Where anybody finds a logo, for it stands on pages before any door; null: the letter tile. */
export const logoUrl = (id: FileId | null): string | null => id && `/logos/${id}`

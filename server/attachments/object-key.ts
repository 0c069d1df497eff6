import type { ContentOf } from './attachment-cipher.ts'

/** Where the content of an attachment lies in the storage; `note_object_removal` in the database says the same. */
export const objectKey = ({ organizationId, attachmentId }: ContentOf): string =>
  `${organizationId}/${attachmentId}`

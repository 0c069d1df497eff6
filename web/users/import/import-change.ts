import type { Client } from '#api/client.ts'

/** What may be chosen of an uploaded file. */
export type ImportChange = Parameters<Client['updateUserImport']>[0]['body']

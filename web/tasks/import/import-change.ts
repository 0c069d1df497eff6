import type { Client } from '#api/client.ts'

/** What may be chosen of an uploaded file. */
export type ImportChange = Parameters<Client['updateTaskImport']>[0]['body']

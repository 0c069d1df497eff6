import sql, { type Sql } from 'sql-template-tag'
import type { ImportId } from '#api/common.ts'
import type { WaitingImports } from '#api/table-imports.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { itsFile } from './table-import.ts'

/** The files that this member has uploaded and not imported yet: what there is to go on with, or to throw away. */
export async function listWaiting(
  tx: Tx,
  { memberId }: SessionCaller,
  table: Sql,
): Promise<WaitingImports> {
  const rows = await tx.query<{
    id: ImportId
    fileName: string
    bytes: number
    createdAt: Date
    expiresAt: Date
  }>(sql`
    select i.id, i.file_name as "fileName", f.bytes, i.created_at as "createdAt", f.expires_at as "expiresAt"
    from ${table} i join ${itsFile}
    where i.member_id = ${memberId} and i.operation_id is null order by i.created_at desc, i.id`)
  return {
    items: rows.map(({ createdAt, expiresAt, ...file }) => ({
      ...file,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    })),
  }
}

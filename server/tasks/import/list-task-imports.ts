import sql from 'sql-template-tag'
import type { ImportId } from '#api/common.ts'
import type { Returned } from '#api/route.ts'
import type { listTaskImports as contract } from '#api/task-imports.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'

/** The files that this member has uploaded and not imported yet: what there is to go on with, or to throw away. */
export async function listTaskImports(
  tx: Tx,
  { memberId }: SessionCaller,
): Promise<Returned<typeof contract>> {
  const rows = await tx.query<{
    id: ImportId
    fileName: string
    bytes: number
    createdAt: Date
    expiresAt: Date
  }>(sql`
    select i.id, i.file_name as "fileName", f.bytes, i.created_at as "createdAt", f.expires_at as "expiresAt"
    from task_imports i join files f on f.organization_id = i.organization_id and f.id = i.file_id
    where i.member_id = ${memberId} and i.operation_id is null order by i.created_at desc, i.id`)
  return {
    items: rows.map(({ createdAt, expiresAt, ...file }) => ({
      ...file,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    })),
  }
}

import sql, { type Sql } from 'sql-template-tag'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'

const keptMax = 20

/** @throws too-many where the member has as many files waiting in the table of this kind as may be */
export async function checkRoom(tx: Tx, { memberId }: SessionCaller, table: Sql): Promise<void> {
  const [kept] = await tx.query<{ count: number }>(
    sql`select count(*) from ${table} where member_id = ${memberId} and operation_id is null`,
  )
  if ((kept?.count ?? 0) >= keptMax)
    throw problem('too-many', {
      detail: `You have ${keptMax} uploaded files already; throw some away.`,
    })
}

import sql from 'sql-template-tag'
import type { SessionCaller } from '#server/access/caller.ts'
import { keepAnOwnerIn } from '#server/door/keep-an-owner-in.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Connection } from './connection.ts'

/**
 * Takes a connection that is held off the door: what was proved through it counts no more from the next request on, and
 * nobody signs in through it. Also for one that is about to lead to another provider, which nobody has gone through yet.
 *
 * @throws policy-locks-out where no owner could enter any more (DR6)
 */
export async function takeOff(
  tx: Tx,
  caller: SessionCaller,
  connection: Connection,
  now: Date,
): Promise<void> {
  if (connection.status !== 'enabled') return
  await keepAnOwnerIn(tx, caller.organizationId, now, {
    write: () =>
      tx.query(sql`update connections set status = 'disabled' where id = ${connection.id}`),
    detail:
      'The sign-in policy demands single sign-on, and no owner could enter without this connection. ' +
      'Change the policy first, make an owner a guest account, or enable another connection.',
  })
}

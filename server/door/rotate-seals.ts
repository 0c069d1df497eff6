import sql, { type Sql } from 'sql-template-tag'
import type { Database } from '#server/platform/database.ts'
import { type KeyRing, type Sealed, seal, unseal } from '#server/platform/seal.ts'

const batch = 500

/**
 * Seals every authenticator, and every enrolment that is under way, anew with the present key; returns how many. In small
 * transactions, beside a running server. Throws where a key is missing; what was sealed anew until then stays so.
 */
export async function rotateSeals(db: Database, ring: KeyRing): Promise<number> {
  let total = 0
  for (const table of [authenticators, enrolments])
    for (let sealed = batch; sealed === batch; total += sealed)
      sealed = await rotateBatch(db, ring, table)
  return total
}

interface SealedTable {
  /** Rows that an older key sealed, locked, so that nobody replaces what is in them meanwhile. */
  find(presentId: string): Sql
  replace(keys: string[], sealed: Buffer[], presentId: string): Sql
}

const authenticators: SealedTable = {
  find: (presentId) => sql`
    select identity_id as key, identity_id as owner, sealed_seed as sealed, key_id as "keyId" from authenticators
    where key_id <> ${presentId} limit ${batch} for update`,
  replace: (keys, sealed, presentId) => sql`
    update authenticators set sealed_seed = anew.sealed, key_id = ${presentId}
    from unnest(${keys}::uuid[], ${sealed}::bytea[]) as anew (key, sealed) where identity_id = anew.key`,
}

const enrolments: SealedTable = {
  find: (presentId) => sql`
    select e.login_id as key, l.identity_id as owner, e.sealed_seed as sealed, e.key_id as "keyId"
    from enrolments e join logins l on l.id = e.login_id
    where e.key_id <> ${presentId} limit ${batch} for update of e`,
  replace: (keys, sealed, presentId) => sql`
    update enrolments set sealed_seed = anew.sealed, key_id = ${presentId}
    from unnest(${keys}::uuid[], ${sealed}::bytea[]) as anew (key, sealed) where login_id = anew.key`,
}

const rotateBatch = (db: Database, ring: KeyRing, { find, replace }: SealedTable) =>
  db.transaction(async (tx) => {
    const rows = await tx.query<Sealed & { key: string; owner: string }>(find(ring.presentId))
    const anew = rows.map((row) => seal(ring, unseal(ring, row, row.owner), row.owner).sealed)
    await tx.query(
      replace(
        rows.map((row) => row.key),
        anew,
        ring.presentId,
      ),
    )
    return rows.length
  })

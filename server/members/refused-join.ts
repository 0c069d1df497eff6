import sql from 'sql-template-tag'
import { z } from 'zod'
import { Email, type OrganizationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { RefusedJoin, RefusedJoinReason } from '#api/sso.ts'
import type { Tx } from '#server/platform/database.ts'
import { addJob, job } from '#server/platform/jobs.ts'

export interface Refused {
  organizationId: OrganizationId
  email: string
  firstName: string
  lastName: string
  path: RefusedJoin['path']
  reason: RefusedJoinReason
}

/** Of an organization; the oldest give way: whoever answers for a provider could name any number of people. */
export const refusedMax = 1000

/** Tells whoever may add them, by mail, of people who were refused. */
export const tellOfRefusedJoins = job('tell-of-refused-joins', z.object({}))

/** In which attempts are gathered: whoever comes first need not wait for long, and nobody who comes later puts it off. */
const windowMs = 5 * 60_000

/**
 * Keeps for administrators that somebody tried to come in and was refused (US7): one row an address, with the last reason
 * and how often; a mail tells of it once. Whom no address names is not kept: nobody could add them. Runs confined to that
 * organization.
 */
export async function noteRefusedJoin(tx: Tx, refused: Refused, now: Date): Promise<void> {
  const { organizationId, firstName, lastName, path, reason } = refused
  const email = Email.safeParse(refused.email).data
  if (!email) return
  const [noted] = await tx.query<{ told: boolean }>(sql`
    insert into refused_joins (organization_id, email, first_name, last_name, path, reason, first_at, last_at)
    values (${organizationId}, ${email}, ${firstName.slice(0, 100)}, ${lastName.slice(0, 100)}, ${path}, ${reason},
      ${now}, ${now})
    on conflict (organization_id, email) do update set first_name = excluded.first_name, last_name = excluded.last_name,
      path = excluded.path, reason = excluded.reason, times = refused_joins.times + 1, last_at = excluded.last_at
    returning told_at is not null as told`)
  // What another attempt holds at this moment is left to that one, or to the next: two would wait for each other.
  await tx.query(sql`
    with over as materialized (
      select id from refused_joins where organization_id = ${organizationId}
      order by last_at desc, id desc offset ${refusedMax}
    ), held as materialized (
      select id from refused_joins where organization_id = ${organizationId} and id in (select id from over)
      for update skip locked)
    delete from refused_joins where organization_id = ${organizationId} and id in (select id from held)`)
  if (noted?.told) return
  const runAt = new Date((Math.floor(now.getTime() / windowMs) + 1) * windowMs)
  await addJob(tx, tellOfRefusedJoins, {}, { runAt, key: runAt.toISOString() })
}

/** How many the list shows, and so how many a mail counts. */
export const refusedShown = 200

/** The newest first. */
export async function listRefusedJoins(tx: Tx): Promise<{ items: RefusedJoin[] }> {
  const items = await tx.query<Omit<RefusedJoin, 'lastAt'> & { lastAt: Date }>(sql`
    select id, email, first_name as "firstName", last_name as "lastName", path, reason, times, last_at as "lastAt"
    from refused_joins order by last_at desc, id desc limit ${refusedShown}`)
  return { items: items.map((row) => ({ ...row, lastAt: row.lastAt.toISOString() })) }
}

/** Whether there is anybody whom no mail has told of. */
export async function isSomebodyUntold(tx: Tx): Promise<boolean> {
  const rows = await tx.query(sql`select from refused_joins where told_at is null limit 1`)
  return rows.length > 0
}

/**
 * Those whom no mail has told of, the newest first; each is handed out once. Leaves alone whoever is being noted at this
 * moment, which orders the next telling: waiting for them while they make room for themselves could block both.
 */
export async function takeUntold(tx: Tx, now: Date): Promise<string[]> {
  const rows = await tx.query<{ email: string }>(sql`
    with untold as (
      select organization_id, id from refused_joins where told_at is null for update skip locked
    ), told as (
      update refused_joins r set told_at = ${now} from untold u
      where r.organization_id = u.organization_id and r.id = u.id returning r.email, r.last_at, r.id)
    select email from told order by last_at desc, id desc`)
  return rows.map(({ email }) => email)
}

/**
 * Finds somebody who was refused, and holds the row until the transaction ends.
 *
 * @throws not-found, also for a row of another organization
 */
export async function getRefusedJoinToChange(
  tx: Tx,
  id: string,
): Promise<Pick<Refused, 'email' | 'firstName' | 'lastName'>> {
  const [row] = await tx.query<Pick<Refused, 'email' | 'firstName' | 'lastName'>>(sql`
    select email, first_name as "firstName", last_name as "lastName" from refused_joins where id = ${id} for update`)
  if (!row) throw problem('not-found')
  return row
}

/** Takes an address off the list: it stands in the user table now, or an administrator does not want it there. Idempotent. */
export async function removeRefusedJoin(tx: Tx, email: string): Promise<void> {
  await tx.query(sql`delete from refused_joins where email = ${email}`)
}

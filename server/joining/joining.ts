import sql from 'sql-template-tag'
import type { AccessLinkId, Language, OrganizationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import {
  codeMinutes,
  coolDownSeconds,
  isCode,
  newCode,
  triesMax,
} from '#server/door/mailed-code.ts'
import type { Tx } from '#server/platform/database.ts'
import { hashToken, newToken } from '#server/platform/token.ts'

// Somebody on the way in, between their address and their first password. Identity plane: every function here runs
// unconfined.

/** Where it leads; null: to an organization of one's own (US8). */
export type Way = { organizationId: OrganizationId; accessLinkId: AccessLinkId } | null

export interface Joining {
  id: string
  email: string
  way: Way
  language: Language
  createdAt: Date
  /** Null: the mailbox has not been proved. */
  provedAt: Date | null
}

/** Once the mailbox is proved: for choosing a password, and a place on the map. */
const minutesToFinish = 60

const anHourMax = { address: 5, client: 120 }
const aDayMax = { address: 10, client: 500 }

/**
 * One mail a minute to an address, five in an hour and ten in a day; and of one client's address as many as a hall full of
 * people needs: nobody can fill mailboxes with codes, by however many links. The same for whomever it is (LG1).
 *
 * @throws too-many-requests
 */
export async function refuseJoiningFlood(
  tx: Tx,
  { email, clientHash }: { email: string; clientHash: Buffer | null },
  now: Date,
): Promise<void> {
  const times = (hours: number) =>
    sql`created_at > ${now}::timestamptz - make_interval(hours => ${hours})`
  const [row] = await tx.query<Record<'newest' | 'hour' | 'day', Date | null>>(sql`
    select max(created_at) as newest,
      case when count(*) filter (where ${times(1)}) >= ${anHourMax.address} then min(created_at) filter (where ${times(1)}) end as hour,
      case when count(*) >= ${aDayMax.address} then min(created_at) end as day
    from joinings where email = ${email} and ${times(24)}`)
  const [client] = await tx.query<Record<'hour' | 'day', Date | null>>(sql`
    select case when count(*) filter (where ${times(1)}) >= ${anHourMax.client} then min(created_at) filter (where ${times(1)}) end as hour,
      case when count(*) >= ${aDayMax.client} then min(created_at) end as day
    from joinings where client_hash = ${clientHash} and ${times(24)}`)
  const until = (since: Date | null | undefined, seconds: number) =>
    since ? since.getTime() + seconds * 1000 : 0
  const waitMs =
    Math.max(
      until(row?.newest, coolDownSeconds),
      ...[row, client].flatMap((of) => [until(of?.hour, 3600), until(of?.day, 86_400)]),
    ) - now.getTime()
  if (waitMs > 0)
    throw problem('too-many-requests', { retryAfterSeconds: Math.ceil(waitMs / 1000) })
}

/**
 * Begins a joining; of an address and a way only the newest is good. Without `withCode` no code opens it: the mail says
 * something else, and nothing but the mail shows it (US8).
 */
export async function addJoining(
  tx: Tx,
  secretKey: Buffer,
  joining: Pick<Joining, 'email' | 'way' | 'language'> & {
    clientHash: Buffer | null
    withCode: boolean
  },
  now: Date,
): Promise<{ token: string; code: string; expiresAt: Date; resendAfter: Date }> {
  const { email, way, language, clientHash, withCode } = joining
  const organizationId = way?.organizationId ?? null
  await tx.query(sql`update joinings set used_at = ${now}
    where email = ${email} and organization_id is not distinct from ${organizationId} and proved_at is null and used_at is null`)
  const { token, hash } = newToken('joining')
  // Bound to the token: the code of one joining is nothing in another.
  const made = newCode(secretKey, { of: hash.toString('hex'), sentTo: email })
  const expiresAt = new Date(now.getTime() + codeMinutes * 60_000)
  await tx.query(sql`
    insert into joinings (token_hash, email, organization_id, access_link_id, language, client_hash, code_hash, created_at, expires_at)
    values (${hash}, ${email}, ${organizationId}, ${way?.accessLinkId ?? null}, ${language}, ${clientHash},
      ${withCode ? made.hash : null}, ${now}, ${expiresAt})`)
  const resendAfter = new Date(now.getTime() + coolDownSeconds * 1000)
  return { token, code: made.code, expiresAt, resendAfter }
}

/** Whose joining a token is, as long as it is neither over nor finished. */
export async function findJoining(tx: Tx, token: string, now: Date): Promise<Joining | null> {
  const [row] = await tx.query<
    Omit<Joining, 'way'> & {
      organizationId: OrganizationId | null
      accessLinkId: AccessLinkId | null
    }
  >(sql`
    select id, email, organization_id as "organizationId", access_link_id as "accessLinkId", language,
      created_at as "createdAt", proved_at as "provedAt"
    from joinings where token_hash = ${hashToken(token)} and used_at is null and expires_at > ${now}`)
  if (!row) return null
  const { organizationId, accessLinkId, ...joining } = row
  return { ...joining, way: organizationId && accessLinkId && { organizationId, accessLinkId } }
}

/** Tries a code: good once, for ten minutes and five tries (DR5). From then on it can be finished for an hour. */
export async function tryJoiningCode(
  tx: Tx,
  secretKey: Buffer,
  { id, email }: Joining,
  token: string,
  code: string,
  now: Date,
): Promise<boolean> {
  const [row] = await tx.query<{ codeHash: Buffer | null; good: boolean }>(sql`
    select code_hash as "codeHash",
      used_at is null and proved_at is null and expires_at > ${now} and tries < ${triesMax} as good
    from joinings where id = ${id} for update`)
  const bound = { of: hashToken(token).toString('hex'), sentTo: email }
  const right = isCode(secretKey, bound, code, row?.codeHash ?? Buffer.alloc(32))
  const ok = right && row?.good === true && row.codeHash !== null
  const finishBy = new Date(now.getTime() + minutesToFinish * 60_000)
  await tx.query(sql`
    update joinings set tries = tries + 1, proved_at = case when ${ok} then ${now}::timestamptz else proved_at end,
      expires_at = case when ${ok} then ${finishBy}::timestamptz else expires_at end
    where id = ${id}`)
  return ok
}

/** Uses a joining up. False where another request was first, it is over, or its mailbox was never proved. */
export async function endJoining(tx: Tx, id: string, now: Date): Promise<boolean> {
  const ended = await tx.query(sql`
    update joinings set used_at = ${now}
    where id = ${id} and used_at is null and proved_at is not null and expires_at > ${now} returning id`)
  return ended.length > 0
}

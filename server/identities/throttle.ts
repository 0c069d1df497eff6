import { createHmac } from 'node:crypto'
import sql from 'sql-template-tag'
import { addressBlock } from '#server/http/client-address.ts'
import type { Tx } from '#server/platform/database.ts'

/** Kind of proof that is being guessed; each is counted for itself (LG8). */
export type ThrottledProof =
  | 'password'
  | 'email_otp'
  | 'totp'
  | 'recovery'
  | 'break-glass'
  | 'joining'

/** Something on which failures are counted, named only by a keyed hash. */
export interface Subject {
  hash: Buffer
  /** Failures within 15 minutes after which it is locked for 30. */
  failuresMax: number
}

const windowMinutes = 15
const lockMinutes = 30
const dayFailuresMax = 50

const keyed = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** In the place of a browser: all log-ins that an identity provider has begun. Whoever runs one needs no password to guess on. */
export const begunByProvider = Buffer.from('provider')

/** What the failures of an e-mail are counted on, known to us or not; or in its place a browser or log-in of that identity. */
export const personSubject = (key: Buffer, email: string, knownBrowser: Buffer | null): Buffer =>
  keyed(key, knownBrowser ? `browser:${email}:${knownBrowser.toString('hex')}` : `email:${email}`)

/**
 * What failures of one attempt count on: the e-mail, known to us or not, and the address that asks; or in place of both the
 * browser that this identity has used before, so that a stranger cannot lock a person out, nor one behind the same address.
 */
export function throttleSubjects(
  key: Buffer,
  who: { email: string; knownBrowser: Buffer | null; byProvider?: boolean; ip: string | null },
): Subject[] {
  const apart = who.knownBrowser ?? (who.byProvider ? begunByProvider : null)
  const subjects = [{ hash: personSubject(key, who.email, apart), failuresMax: 5 }]
  // Many people may share an address: it bears more, but not everything.
  if (who.ip && !who.knownBrowser)
    subjects.push({ hash: clientSubject(key, who.ip), failuresMax: 50 })
  return subjects
}

/**
 * The same for the code of somebody on the way in: apart from what is guessed at signing in, or a stranger who plays with
 * somebody's address could lock them out, and their home would see it.
 */
export const joiningSubjects = (
  key: Buffer,
  { email, ip }: { email: string; ip: string | null },
): Subject[] => [
  { hash: keyed(key, `joining:${email}`), failuresMax: 5 },
  ...(ip ? [{ hash: clientSubject(key, ip), failuresMax: 50 }] : []),
]

/** What is counted of the address that asks. */
export const clientSubject = (key: Buffer, ip: string): Buffer =>
  keyed(key, `address:${addressBlock(ip)}`)

/** Seconds until one may try again; 0: now. */
export async function findWaitSeconds(
  tx: Tx,
  subjects: readonly Subject[],
  proof: ThrottledProof,
  now: Date,
): Promise<number> {
  const [row] = await tx.query<{ until: Date | null }>(sql`
    select max(greatest(locked_until,
        case when day_failures >= ${dayFailuresMax} and max_failures = 5 then day_started_at + interval '24 hours' end)) as until
    from throttles join unnest(${subjects.map((s) => s.hash)}::bytea[], ${subjects.map((s) => s.failuresMax)}::int[])
      as s (hash, max_failures) on s.hash = subject
    where proof = ${proof}`)
  return row?.until && row.until > now ? Math.ceil((row.until.getTime() - now.getTime()) / 1000) : 0
}

/**
 * The same, and from here until the transaction ends nobody else's guess at this person is judged: those that come at once
 * are counted one after another, or a burst of them would be more than five tries.
 */
export async function takeTurn(
  tx: Tx,
  subjects: readonly Subject[],
  proof: ThrottledProof,
  now: Date,
): Promise<number> {
  const [, seconds] = await Promise.all([
    tx.query(
      sql`select pg_advisory_xact_lock(${subjects[0]?.hash.readBigInt64BE().toString()}::bigint)`,
    ),
    findWaitSeconds(tx, subjects, proof, now),
  ])
  return seconds
}

/** Counts a failure on each subject, in one statement: two at once are two. Tells whether this one locked the person. */
export async function countFailure(
  tx: Tx,
  subjects: readonly Subject[],
  proof: ThrottledProof,
  now: Date,
): Promise<{ lockedNow: boolean }> {
  const rows = await tx.query<{ locked: boolean; subject: Buffer }>(sql`
    insert into throttles as t (subject, proof, failures, window_started_at, day_failures, day_started_at)
    select hash, ${proof}, 1, ${now}, 1, ${now}
    from unnest(${subjects.map((s) => s.hash)}::bytea[]) as s (hash)
    order by hash
    on conflict (subject, proof) do update set
      failures = case when t.window_started_at < ${now}::timestamptz - make_interval(mins => ${windowMinutes})
        then 1 else t.failures + 1 end,
      window_started_at = case when t.window_started_at < ${now}::timestamptz - make_interval(mins => ${windowMinutes})
        then ${now} else t.window_started_at end,
      day_failures = case when t.day_started_at < ${now}::timestamptz - interval '24 hours' then 1 else t.day_failures + 1 end,
      day_started_at = case when t.day_started_at < ${now}::timestamptz - interval '24 hours' then ${now} else t.day_started_at end
    returning subject, false as locked`)
  if (rows.length === 0) return { lockedNow: false }
  const locked = await tx.query<{ subject: Buffer }>(sql`
    update throttles set failures = 0, locked_until = ${now}::timestamptz + make_interval(mins => ${lockMinutes})
    from unnest(${subjects.map((s) => s.hash)}::bytea[], ${subjects.map((s) => s.failuresMax)}::int[]) as s (hash, max_failures)
    where subject = s.hash and proof = ${proof} and failures >= max_failures
    returning subject`)
  const person = subjects[0]
  return {
    lockedNow: locked.some((row) => person !== undefined && row.subject.equals(person.hash)),
  }
}

/** A proof succeeded: the window's count is forgotten, the day's cap stays. */
export async function clearFailures(
  tx: Tx,
  subjects: readonly Subject[],
  proof: ThrottledProof,
): Promise<void> {
  const person = subjects[0]
  if (!person) return
  await tx.query(sql`update throttles set failures = 0, locked_until = null
    where subject = ${person.hash} and proof = ${proof} and (failures > 0 or locked_until is not null)`)
}

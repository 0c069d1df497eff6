import sql, { type Sql } from 'sql-template-tag'
import type { IdentityId, Language, MemberId, OrganizationId, SessionId } from '#api/common.ts'
import type { SecondFactor } from '#api/door.ts'
import type { RoleTemplate } from '#api/permissions.ts'
import type { SignInPolicy } from '#api/policies.ts'
import { readStanding } from '#server/identities/standing.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import type { EnabledConnection } from './enabled-connections.ts'
import { type Judgement, judge, type Link, type LiveSession } from './judge.ts'
import { demandOf } from './policy.ts'
import { readEvidence } from './read-evidence.ts'

/** Somebody who may enter, and what a policy would mean for them. */
export interface Judged extends Judgement {
  memberId: MemberId
  name: string
  email: string
  role: string
  owner: boolean
  status: 'active' | 'registering'
  language: Language
  timeZone: string
}

interface MemberRow {
  memberId: MemberId
  identityId: IdentityId
  place: string
  name: string
  email: string
  guest: boolean
  status: 'active' | 'registering'
  /** They have been in here. */
  entered: boolean
  role: string
  template: RoleTemplate | null
  secondFactor: SecondFactor
  singleSession: boolean
  language: Language
  timeZone: string
}

/** What an organization's door demands, and the connections through which single sign-on passes it. */
export interface DoorAsSet {
  policy: SignInPolicy
  connections: readonly EnabledConnection[]
}

/** What stands, and what is to stand. */
export interface Change {
  current: DoorAsSet
  next: DoorAsSet
}

interface Who {
  ownersOnly?: boolean
  /** The session that asks: it is being used, which is stamped in the background and may not show yet. */
  asking?: SessionId
}

/** Few enough to hold in memory with all that they have proved, many enough to ask seldom. */
const batchMax = 2_000

/**
 * Judges everybody who may enter the transaction's organization, in the order of their names: what the door would say of
 * them under `next`, compared with `current`. In batches: 100,000 members are never in memory at once (DR6).
 */
export async function* judgeMembers(
  tx: Tx,
  organizationId: OrganizationId,
  change: Change,
  now: Date,
  { ownersOnly = false, asking }: Who = {},
): AsyncGenerator<Judged> {
  const from = ownersOnly ? owners : everybody
  let after = { place: '', memberId: first }
  for (;;) {
    const members = await listMembers(
      tx,
      from,
      sql`(m.sort_name, m.id) > (${after.place}, ${after.memberId}::uuid) order by m.sort_name, m.id`,
    )
    yield* await judgeAll(tx, organizationId, members, change, now, asking ?? null)
    const last = members[batchMax - 1]
    if (!last) return
    after = last
  }
}

/**
 * Judges one batch, for who goes on in another transaction: by id, which never changes, so that nobody is met twice, and
 * nobody missed. `last`: after whom to go on; null: that was everybody.
 */
export async function judgeBatch(
  tx: Tx,
  organizationId: OrganizationId,
  change: Change,
  after: MemberId | null,
  now: Date,
): Promise<{ judged: Judged[]; last: MemberId | null }> {
  const members = await listMembers(
    tx,
    everybody,
    sql`m.id > ${after ?? first}::uuid order by m.id`,
  )
  return {
    judged: await judgeAll(tx, organizationId, members, change, now, null),
    last: members[batchMax - 1]?.memberId ?? null,
  }
}

/** Before every id. */
const first = '00000000-0000-0000-0000-000000000000'

const everybody = sql`members m join roles r on r.organization_id = m.organization_id and r.id = m.role_id`
/** Through their role, kept apart by `offset 0`: the planner would look for them among all members, in their order. */
const owners = sql`roles r cross join lateral (select * from members
  where organization_id = r.organization_id and role_id = r.id and r.template = 'owner' offset 0) m`

/** Excepts those who may not enter, where naming those who may would lead to another index than that of the order. */
const listMembers = (tx: Tx, from: Sql, which: Sql) =>
  tx.query<MemberRow>(sql`
    select m.id as "memberId", m.identity_id as "identityId", m.sort_name as place, m.email, m.guest, m.status,
      m.status = 'active' or m.first_entered_at is not null as entered,
      coalesce(nullif(btrim(m.first_name || ' ' || m.last_name), ''), m.email) as name,
      r.name as role, r.template, r.second_factor as "secondFactor", r.single_session as "singleSession",
      coalesce(m.language, o.language) as language, coalesce(m.time_zone, o.time_zone) as "timeZone"
    from ${from} join organizations o on o.id = m.organization_id
    where m.status not in ('invited', 'suspended') and ${which} limit ${batchMax}`)

async function judgeAll(
  tx: Tx,
  organizationId: OrganizationId,
  members: readonly MemberRow[],
  { current, next }: Change,
  now: Date,
  asking: SessionId | null,
): Promise<Judged[]> {
  const wantsSso = current.policy.firstFactor === 'sso' || next.policy.firstFactor === 'sso'
  const [proved, links] = [
    await listProved(tx, organizationId, members, asking, now),
    wantsSso ? await listLinks(tx, members) : new Map<MemberId, Link[]>(),
  ]
  return members.flatMap((member) => {
    const identity = proved.get(member.memberId)
    // Whose identity was deleted just now enters nowhere.
    if (!identity) return []
    const { place: _, template, identityId: __, guest, entered, ...rest } = member
    const known = entered ? identity : newcomer(now)
    const judgement = judge(
      {
        current: demandOf(current.policy, member, current.connections),
        next: demandOf(next.policy, member, next.connections),
      },
      { organizationId, guest, ...known, links: links.get(member.memberId) ?? [] },
      now,
    )
    return [{ ...rest, ...judgement, owner: template === 'owner' }]
  })
}

/**
 * Of whom somebody has only added, what they have set up shows whether they are registered elsewhere (PR4): they are judged as
 * whoever comes for the first time, who proves the mailbox and sets a password by it.
 */
const newcomer = (now: Date) => ({
  standing: {
    passwordChangedAt: now,
    passwordTemporary: false,
    totpEnrolled: false,
    mailboxDoubt: null,
    deletionDueAt: null,
  },
  mailboxProved: true,
  sessions: [],
})

async function listLinks(tx: Tx, members: readonly MemberRow[]): Promise<Map<MemberId, Link[]>> {
  const rows = await tx.query<Link & { memberId: MemberId }>(sql`
    select member_id as "memberId", connection_id as "connectionId", issuer from sso_links
    where member_id = any(${members.map((m) => m.memberId)}::uuid[])`)
  return Map.groupBy(rows, ({ memberId }) => memberId)
}

interface IdentityRow {
  memberId: MemberId
  standing: string
  mailboxProved: boolean
}

/** Times in milliseconds since 1970. */
interface SessionRow {
  memberId: MemberId
  asks: boolean
  createdAt: number
  lastSeenAt: number
  evidence: string | null
}

/**
 * How these people stand, and what they have proved in the log-ins of their sessions here. Unconfined, for that lies in the
 * identity plane, which no member's transaction may read; so the organization is filtered by hand: of a person's sessions
 * elsewhere nothing is read, and nothing of this is told but the judgement (PR4). Each is looked up by key (`lateral`, kept
 * apart by `offset 0`): joined freely, the planner reads all identities of all organizations for every batch.
 */
async function listProved(
  tx: Tx,
  organizationId: OrganizationId,
  members: readonly MemberRow[],
  asking: SessionId | null,
  now: Date,
) {
  const asked = sql`unnest(${members.map((m) => m.memberId)}::uuid[], ${members.map((m) => m.identityId)}::uuid[])
    as asked (member_id, identity_id)`
  const [identities, sessions] = await unconfined(tx, () =>
    Promise.all([
      tx.query<IdentityRow>(sql`
        select asked.member_id as "memberId", known.*
        from ${asked} cross join lateral (
          select standing_of(i, pw, a) as standing, i.mailbox_proved_at is not null as "mailboxProved"
          from identities i
          left join passwords pw on pw.identity_id = i.id
          left join authenticators a on a.identity_id = i.id
          where i.id = asked.identity_id offset 0) known`),
      tx.query<SessionRow>(sql`
        select asked.member_id as "memberId", live.*
        from ${asked} cross join lateral (
          select s.id is not distinct from ${asking}::uuid as asks,
            (extract(epoch from s.created_at) * 1000)::float8 as "createdAt",
            (extract(epoch from s.last_seen_at) * 1000)::float8 as "lastSeenAt", evidence_of(l.id) as evidence
          from sessions s join logins l on l.id = s.login_id and l.ended_at is null
          where s.organization_id = ${organizationId} and s.member_id = asked.member_id
            and s.identity_id = asked.identity_id and s.ended_at is null
          order by s.created_at, s.id) live`),
    ]),
  )
  const sessionsOf = new Map<MemberId, LiveSession[]>()
  for (const { memberId, asks, createdAt, lastSeenAt, evidence } of sessions) {
    const session = {
      createdAt: new Date(createdAt),
      lastSeenAt: asks ? now : new Date(lastSeenAt),
      evidence: readEvidence(evidence),
    }
    const others = sessionsOf.get(memberId)
    if (others) others.push(session)
    else sessionsOf.set(memberId, [session])
  }
  return new Map(
    identities.map(({ memberId, standing, mailboxProved }) => [
      memberId,
      {
        standing: readStanding(standing),
        mailboxProved,
        sessions: sessionsOf.get(memberId) ?? [],
      },
    ]),
  )
}

import sql from 'sql-template-tag'
import type { IdentityId, Language, MemberId, OrganizationId, SessionId } from '#api/common.ts'
import type { SecondFactor } from '#api/door.ts'
import type { RoleTemplate } from '#api/permissions.ts'
import type { SignInPolicy } from '#api/policies.ts'
import { readStanding } from '#server/identities/standing.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { type Judgement, judge, type LiveSession } from './judge.ts'
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
  role: string
  template: RoleTemplate | null
  secondFactor: SecondFactor
  singleSession: boolean
  language: Language
  timeZone: string
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
  { current, next }: { current: SignInPolicy; next: SignInPolicy },
  now: Date,
  who: Who = {},
): AsyncGenerator<Judged> {
  let after: MemberRow | undefined
  for (;;) {
    const members = await listMembers(tx, who.ownersOnly ?? false, after)
    const proved = await listProved(tx, organizationId, members, who.asking ?? null, now)
    for (const member of members) {
      const identity = proved.get(member.memberId)
      // Whose identity was deleted just now enters nowhere.
      if (!identity) continue
      const { place: _, template, identityId: __, guest, ...rest } = member
      const judgement = judge(
        { current: demandOf(current, member), next: demandOf(next, member) },
        { organizationId, guest, ...identity },
        now,
      )
      yield { ...rest, ...judgement, owner: template === 'owner' }
    }
    after = members.at(-1)
    if (members.length < batchMax || !after) return
  }
}

const listMembers = (tx: Tx, ownersOnly: boolean, after: MemberRow | undefined) =>
  tx.query<MemberRow>(sql`
    select m.id as "memberId", m.identity_id as "identityId", m.sort_name as place, m.email, m.guest, m.status,
      coalesce(nullif(btrim(m.first_name || ' ' || m.last_name), ''), m.email) as name,
      r.name as role, r.template, r.second_factor as "secondFactor", r.single_session as "singleSession",
      coalesce(m.language, o.language) as language, coalesce(m.time_zone, o.time_zone) as "timeZone"
    from members m
    join roles r on r.organization_id = m.organization_id and r.id = m.role_id
    join organizations o on o.id = m.organization_id
    where m.status in ('active', 'registering') ${ownersOnly ? sql`and r.template = 'owner'` : sql``}
      and (m.sort_name, m.id) > (${after?.place ?? ''}, ${after?.memberId ?? '00000000-0000-0000-0000-000000000000'}::uuid)
    order by m.sort_name, m.id limit ${batchMax}`)

interface ProvedRow {
  memberId: MemberId
  standing: string
  mailboxProved: boolean
  /** Oldest first; times in milliseconds since 1970. */
  sessions: { asks: boolean; createdAt: number; lastSeenAt: number; evidence: string | null }[]
}

/**
 * How these people stand, and what they have proved in the log-ins of their sessions here. Unconfined, for that lies in the
 * identity plane, which no member's transaction may read; so the organization is filtered by hand: of a person's sessions
 * elsewhere nothing is read, and nothing of this is told but the judgement (PR4).
 */
async function listProved(
  tx: Tx,
  organizationId: OrganizationId,
  members: readonly MemberRow[],
  asking: SessionId | null,
  now: Date,
) {
  const rows = await unconfined(tx, () =>
    tx.query<ProvedRow>(sql`
      select asked.member_id as "memberId", standing_of(i, pw, a) as standing,
        i.mailbox_proved_at is not null as "mailboxProved",
        coalesce((select jsonb_agg(jsonb_build_object(
              'asks', s.id is not distinct from ${asking}::uuid,
              'createdAt', extract(epoch from s.created_at) * 1000, 'lastSeenAt', extract(epoch from s.last_seen_at) * 1000,
              'evidence', evidence_of(s.login_id)) order by s.created_at, s.id)
            from sessions s join logins l on l.id = s.login_id and l.ended_at is null
            where s.organization_id = ${organizationId} and s.member_id = asked.member_id
              and s.identity_id = asked.identity_id and s.ended_at is null), '[]') as sessions
      from unnest(${members.map((m) => m.memberId)}::uuid[], ${members.map((m) => m.identityId)}::uuid[])
        as asked (member_id, identity_id)
      join identities i on i.id = asked.identity_id
      left join passwords pw on pw.identity_id = i.id
      left join authenticators a on a.identity_id = i.id`),
  )
  return new Map(
    rows.map(({ memberId, standing, mailboxProved, sessions }) => [
      memberId,
      {
        standing: readStanding(standing),
        mailboxProved,
        sessions: sessions.map(
          (session): LiveSession => ({
            createdAt: new Date(session.createdAt),
            lastSeenAt: session.asks ? now : new Date(session.lastSeenAt),
            evidence: readEvidence(session.evidence),
          }),
        ),
      },
    ]),
  )
}

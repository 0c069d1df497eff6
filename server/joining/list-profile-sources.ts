import sql from 'sql-template-tag'
import type { MemberId } from '#api/common.ts'
import type { listProfileSources as contract } from '#api/members.ts'
import type { Returned } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import {
  type LastSession,
  lastSessions,
  type Membership,
  ownMemberships,
  toRows,
} from '#server/sessions/membership.ts'

type Source = Returned<typeof contract>['items'][number]
type Shown = NonNullable<Source['profile']>

/**
 * The caller's own profiles in their other organizations (PR1): of those in sight, shown where the door opens on what has
 * been proved already, and otherwise with what it still asks. Runs unconfined.
 */
export async function listProfileSources(
  tx: Tx,
  caller: SessionCaller,
  now: Date,
): Promise<Source[]> {
  const memberships = await tx.query<Membership>(ownMemberships)
  const last = await tx.query<LastSession & { memberId: MemberId }>(lastSessions)
  const lastSessionOf = new Map(last.map((session) => [session.memberId, session]))
  const { organizations } = toRows(memberships, caller, caller, lastSessionOf, now)
  const others = organizations.filter(({ current }) => !current)
  const open = others.filter(({ requires }) => requires.length === 0)
  const profiles = await readProfiles(
    tx,
    open.map(({ memberId }) => memberId),
  )
  return others.map(({ memberId, organizationId, name, slug, logoUrl, requires }) => ({
    memberId,
    organizationId,
    name,
    slug,
    logoUrl,
    requires,
    profile: profiles.get(memberId) ?? null,
  }))
}

/** Of these members, those that are the caller's own rows: the policy `own` shows no others. */
async function readProfiles(
  tx: Tx,
  memberIds: readonly MemberId[],
): Promise<ReadonlyMap<MemberId, Shown>> {
  const rows = await tx.query<Shown & { id: MemberId }>(sql`
    select id, first_name as "firstName", last_name as "lastName", title, phone, language, time_zone as "timeZone",
      photo_id is not null as "hasPhoto"
    from members where identity_id = current_identity_id() and id = any(${memberIds}::uuid[])`)
  return new Map(rows.map(({ id, ...profile }) => [id, profile]))
}

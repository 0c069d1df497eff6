import type { MemberStatus } from '#api/sessions.ts'
import type { RefusedJoinReason } from '#api/sso.ts'

/** By what way somebody would come in. The first three an administrator decides; the others people decide by themselves. */
export const pathsIn = [
  'administrator-adds',
  'administrator-imports',
  'administrator-invites',
  'accepts-invitation',
  'member-invites',
  'accepts-member-invitation',
  'access-link',
  'single-sign-on',
  'sign-up',
] as const
export type PathIn = (typeof pathsIn)[number]

/** How a person stands to the organization that they would join. */
export const standings = [
  'nobody',
  'invited',
  'invited-by-member',
  'invitation-expired',
  'registering',
  'active',
  'suspended',
] as const
export type Standing = (typeof standings)[number]

/** How it stands with the way itself; `open`: as it should. */
export const places = [
  'in-deletion',
  'way-off',
  'link-revoked',
  'link-expired',
  'link-used-up',
  'domain-not-listed',
] as const
export type Place = 'open' | (typeof places)[number]

/**
 * `join`: a new row, or of an invitation its acceptance; `join-anew`: a new row instead of the invitation that is there;
 * `update`: the row that is there. All others refuse. `nothing-here`: as if there were no such way.
 */
export type JoinDecision =
  | 'join'
  | 'join-anew'
  | 'update'
  | 'already-a-member'
  | 'invited-already'
  | 'not-possible'
  | 'registered-elsewhere'
  | 'nothing-here'
  | 'way-off'
  | 'link-used-up'
  | 'domain-not-listed'

/** What holds for somebody who is nowhere else yet, and for somebody who has entered another organization (US7). */
interface Cell {
  alone: JoinDecision
  elsewhere: JoinDecision
}

/** Decided by the organization: what the person has elsewhere never counts, and is not told (PR4). */
const decided = (decision: JoinDecision): Cell => ({ alone: decision, elsewhere: decision })
/** Decided by the person: whoever is registered elsewhere must be added by an administrator (US7). */
const byOneself = (decision: 'join' | 'join-anew'): Cell => ({
  alone: decision,
  elsewhere: 'registered-elsewhere',
})

const inTheTable = {
  registering: decided('already-a-member'),
  active: decided('already-a-member'),
  suspended: decided('already-a-member'),
}
/** What an administrator decides goes before what a member or nobody has. */
const administratorsDecision: Record<Standing, Cell> = {
  nobody: decided('join'),
  'invitation-expired': decided('join-anew'),
  'invited-by-member': decided('join-anew'),
  invited: decided('already-a-member'),
  ...inTheTable,
}
const noInvitation = {
  nobody: decided('nothing-here'),
  'invitation-expired': decided('nothing-here'),
  registering: decided('nothing-here'),
  active: decided('nothing-here'),
  suspended: decided('nothing-here'),
}
/** One cell for each path and standing: whoever adds a path or a kind of person must say what holds for it. */
const table: Record<PathIn, Record<Standing, Cell>> = {
  'administrator-adds': administratorsDecision,
  'administrator-imports': {
    ...administratorsDecision,
    invited: decided('update'),
    registering: decided('update'),
    active: decided('update'),
    suspended: decided('update'),
  },
  'administrator-invites': administratorsDecision,
  'accepts-invitation': {
    ...noInvitation,
    invited: decided('join'),
    'invited-by-member': decided('nothing-here'),
  },
  // Whether the person is registered elsewhere is never told to the member who invites: it is asked at acceptance.
  'member-invites': {
    nobody: decided('join'),
    'invitation-expired': decided('join-anew'),
    'invited-by-member': decided('already-a-member'),
    invited: decided('already-a-member'),
    ...inTheTable,
  },
  'accepts-member-invitation': {
    ...noInvitation,
    invited: decided('nothing-here'),
    'invited-by-member': byOneself('join'),
  },
  'access-link': {
    nobody: byOneself('join'),
    'invitation-expired': byOneself('join-anew'),
    'invited-by-member': byOneself('join-anew'),
    invited: decided('invited-already'),
    registering: decided('already-a-member'),
    active: decided('already-a-member'),
    suspended: decided('not-possible'),
  },
  // Whoever has a row is linked to it, or refused, by the rules of single sign-on.
  'single-sign-on': {
    nobody: byOneself('join'),
    'invitation-expired': byOneself('join-anew'),
    'invited-by-member': decided('already-a-member'),
    invited: decided('already-a-member'),
    ...inTheTable,
  },
  // Makes an organization in which nobody is anything yet.
  'sign-up': {
    nobody: byOneself('join'),
    'invitation-expired': byOneself('join'),
    'invited-by-member': byOneself('join'),
    invited: byOneself('join'),
    registering: byOneself('join'),
    active: byOneself('join'),
    suspended: byOneself('join'),
  },
}

type Shut = Record<Exclude<Place, 'open'>, JoinDecision | null>

const cannotBe: Shut = {
  'in-deletion': 'nothing-here',
  'way-off': null,
  'link-revoked': null,
  'link-expired': null,
  'link-used-up': null,
  'domain-not-listed': null,
}
/** The same for the ways; null: this way cannot be so. */
const shut: Record<PathIn, Shut> = {
  'administrator-adds': cannotBe,
  'administrator-imports': cannotBe,
  'administrator-invites': cannotBe,
  'accepts-invitation': cannotBe,
  'member-invites': { ...cannotBe, 'way-off': 'way-off' },
  'accepts-member-invitation': { ...cannotBe, 'way-off': 'not-possible' },
  'access-link': {
    'in-deletion': 'nothing-here',
    'way-off': 'nothing-here',
    'link-revoked': 'nothing-here',
    'link-expired': 'nothing-here',
    'link-used-up': 'link-used-up',
    'domain-not-listed': 'domain-not-listed',
  },
  'single-sign-on': {
    ...cannotBe,
    'way-off': 'way-off',
    'domain-not-listed': 'domain-not-listed',
  },
  'sign-up': { ...cannotBe, 'in-deletion': null, 'way-off': 'way-off' },
}

/** Who asks, and where. */
interface Asked {
  standing: Standing
  /** Of a sign-up: the mailbox was ever proved. */
  registeredElsewhere?: boolean
  place?: Place
}

/**
 * Whether a person may join on this path (US3, US5–US8). A way that is shut says nothing of the person; who stands in the
 * table is told that first, and being registered elsewhere last, because that tells most (PR4). Pure.
 */
export function mayJoin(
  path: PathIn,
  { standing, registeredElsewhere = false, place = 'open' }: Asked,
): JoinDecision {
  const closed = place === 'open' ? null : shut[path][place]
  if (closed === 'nothing-here') return closed
  const { alone, elsewhere } = table[path][standing]
  if (!isJoining(alone)) return alone
  return closed ?? (registeredElsewhere ? elsewhere : alone)
}

/** What holds for a way in some state, for the guide; null: it cannot be so. */
export const whenShut = (path: PathIn, place: Exclude<Place, 'open'>): JoinDecision | null =>
  shut[path][place]

export const isJoining = (decision: JoinDecision): decision is 'join' | 'join-anew' =>
  decision === 'join' || decision === 'join-anew'

/** As what administrators find a refused attempt in their list (US7); null: it is none of their concern. */
export function notedAs(decision: JoinDecision, standing: Standing): RefusedJoinReason | null {
  if (decision === 'registered-elsewhere') return decision
  if (decision === 'link-used-up' || decision === 'domain-not-listed') return decision
  return decision === 'not-possible' && standing === 'suspended' ? 'suspended' : null
}

/** Null: no row in this organization. */
export function standingOf(
  row: { status: MemberStatus; source: string; invitationExpiresAt: Date | null } | null,
  now: Date,
): Standing {
  if (!row) return 'nobody'
  if (row.status !== 'invited') return row.status
  if (row.invitationExpiresAt && row.invitationExpiresAt <= now) return 'invitation-expired'
  return row.source === 'member-invited' ? 'invited-by-member' : 'invited'
}

import type { MemberStatus } from '#api/sessions.ts'

/** By what way somebody would come in. */
export type PathIn = 'administrator-adds' | 'administrator-invites' | 'single-sign-on'

/** How a person stands to the organization that they would join. */
export type Standing = 'nobody' | 'invitation-expired' | MemberStatus

/** `join`: a new row; `join-anew`: instead of the row that is there; `registered-elsewhere`: an administrator must add them. */
export type JoinDecision = 'join' | 'join-anew' | 'already-a-member' | 'registered-elsewhere'

const known = {
  invited: 'already-a-member',
  registering: 'already-a-member',
  active: 'already-a-member',
  suspended: 'already-a-member',
} as const

/** One cell for each path and standing: whoever adds a path or a kind of person must say what holds for it. */
const decisions: Record<PathIn, Record<Standing, JoinDecision>> = {
  'administrator-adds': { nobody: 'join', 'invitation-expired': 'join-anew', ...known },
  'administrator-invites': { nobody: 'join', 'invitation-expired': 'join-anew', ...known },
  'single-sign-on': { nobody: 'join', 'invitation-expired': 'join-anew', ...known },
}

/** On which paths nobody of the organization has decided that this person comes in. */
const byOneself: ReadonlySet<PathIn> = new Set(['single-sign-on'])

/**
 * Whether a person may join on this path (US3, US5). What they have elsewhere never counts for an administrator (PR4);
 * whoever has entered another organization cannot join by themselves (US7).
 */
export function mayJoin(
  path: PathIn,
  standing: Standing,
  registeredElsewhere = false,
): JoinDecision {
  const decision = decisions[path][standing]
  return decision !== 'already-a-member' && registeredElsewhere && byOneself.has(path)
    ? 'registered-elsewhere'
    : decision
}

/** Null: no row in this organization. */
export const standingOf = (
  row: { status: MemberStatus; invitationExpiresAt: Date | null } | null,
  now: Date,
): Standing => {
  if (!row) return 'nobody'
  return row.invitationExpiresAt && row.invitationExpiresAt <= now
    ? 'invitation-expired'
    : row.status
}

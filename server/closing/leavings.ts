import { leaveResets } from '#server/credentials/leave-resets.ts'
import type { Leaving } from '#server/members/leaving.ts'
import { leaveMatches } from '#server/programs/matches/leave-matches.ts'
import { leaveSessions } from '#server/sessions/leave-sessions.ts'
import { leaveLinks } from '#server/sso/leave-links.ts'
import { leaveTasks } from '#server/tasks/leave-tasks.ts'

/** All that somebody's going means, whether they leave or are removed: each beside the tables that it concerns. */
export const leavings = {
  /** Within the walls of the organization. */
  confined: [leaveTasks, leaveMatches],
  /** In the identity plane, of this person and this organization alone. */
  unconfined: [leaveSessions, leaveLinks, leaveResets],
} as const satisfies Record<string, readonly Leaving[]>

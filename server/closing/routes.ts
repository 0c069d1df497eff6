import { api } from '#api/index.ts'
import type { Outcome } from '#api/sessions.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { type Endpoint, serve } from '#server/http/call.ts'
import type { Cookies } from '#server/http/cookies.ts'
import { memberViolations } from '#server/members/member.ts'
import { deliver } from '#server/sessions/deliver.ts'
import { exportAuditEvents } from './audit-export/export-audit-events.ts'
import { handOverOwnership } from './hand-over-ownership.ts'
import { leaveOrganization } from './leave-organization.ts'
import { exportOrganization } from './organization-export/export-organization.ts'
import { removeUser } from './remove-user.ts'
import { startIdentityDeletion } from './start-identity-deletion.ts'
import { startOrganizationDeletion } from './start-organization-deletion.ts'
import { undoIdentityDeletion } from './undo-identity-deletion.ts'
import { undoOrganizationDeletion } from './undo-organization-deletion.ts'
import { changeUsers } from './user-changes/change-users.ts'
import { undoUserChange } from './user-changes/undo-user-change.ts'

const identityPlane = 'an identity lies outside of all organizations'
const out = 'goes from an organization to a pending sign-in, which lies in the identity plane'

/** Ways out for good, and changes to many, which may be such. */
export const closingRoutes: Endpoint[] = [
  serve(
    api.startIdentityDeletion,
    ({ tx, caller, body, request, now }) =>
      startIdentityDeletion(tx, caller, body.email, request, now),
    { unconfined: identityPlane },
  ),
  serve(
    api.undoIdentityDeletion,
    ({ tx, caller, request, now }) => undoIdentityDeletion(tx, caller, request, now),
    { unconfined: identityPlane },
  ),
  serve(api.handOverOwnership, ({ tx, caller, body, request, now }) =>
    handOverOwnership(tx, caller, body, request, now),
  ),
  serve(
    api.leaveOrganization,
    async ({ tx, caller, request, cookies, now }) =>
      handOut(await leaveOrganization(tx, caller, request, now), caller, cookies),
    { unconfined: out, violations: { keep_an_owner: memberViolations.keep_an_owner } },
  ),
  serve(
    api.startOrganizationDeletion,
    async ({ tx, caller, body, request, cookies, now }) =>
      handOut(
        await startOrganizationDeletion(tx, caller, body.name, request, now),
        caller,
        cookies,
      ),
    { unconfined: out },
  ),
  serve(
    api.undoOrganizationDeletion,
    ({ tx, caller, params, request, now }) =>
      undoOrganizationDeletion(tx, caller, params.memberId, request, now),
    { unconfined: 'nobody is in an organization that is being deleted' },
  ),
  serve(
    api.removeUser,
    async ({ tx, caller, params, request, now }) => {
      await removeUser(tx, caller, params.memberId, request, now)
      return undefined
    },
    { violations: { keep_an_owner: memberViolations.keep_an_owner } },
  ),
  serve(api.exportOrganization, ({ tx, caller, request, now }) =>
    exportOrganization(tx, caller, request, now),
  ),
  serve(api.exportAuditEvents, ({ tx, caller, body, request, now }) =>
    exportAuditEvents(tx, caller, body, request, now),
  ),
  serve(api.changeUsers, ({ tx, caller, body, request, now }) =>
    changeUsers(tx, caller, body, request, now),
  ),
  serve(api.undoUserChange, ({ tx, caller, params, request, now }) =>
    undoUserChange(tx, caller, params.operationId, request, now),
  ),
]

/** The session that asked is over: its cookie goes, and the one of the pending sign-in comes. */
function handOut<Left extends { outcome: Outcome }>(
  left: Left,
  { transport }: SessionCaller,
  cookies: Cookies,
): Left {
  if (transport === 'cookie') cookies.clear('session')
  return { ...left, outcome: deliver(left.outcome, transport, cookies) }
}

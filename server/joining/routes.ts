import { api } from '#api/index.ts'
import { type Endpoint, serve } from '#server/http/call.ts'
import { hubAccessViolations } from '#server/hubs/hub-access.ts'
import { getUser, memberViolations } from '#server/members/member.ts'
import { givenRoleViolations } from '#server/roles/role.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { addRefusedJoin } from './add-refused-join.ts'
import { addUser } from './add-user.ts'
import { copyProfile } from './copy-profile.ts'
import { declineInvitation } from './decline-invitation.ts'
import { inviteUser } from './invite-user.ts'
import { listProfileSources } from './list-profile-sources.ts'
import { resendInvitation } from './resend-invitation.ts'
import { restoreUser } from './restore-user.ts'
import { revokeInvitation } from './revoke-invitation.ts'
import { setGuests } from './set-guests.ts'
import { suspendUser } from './suspend-user.ts'

const adding = {
  members_identity: memberViolations.members_identity,
  ...givenRoleViolations,
  ...hubAccessViolations,
}
const keepingAnOwner = { keep_an_owner: memberViolations.keep_an_owner }
const ownRows =
  'the caller is outside of the organization that invites; enters its walls after finding their own row'

const ownProfiles =
  'reads the caller’s own rows in other organizations; what is written is confined to this one'

/**
 * Ways in and out of the user table. Suspending is one: it ends sessions, which members, standing below, do not know; and
 * making guests, which asks the door; and copying one's own profile from elsewhere, a part of coming in: where else one is, and
 * whether its door is open, sessions know.
 */
export const joiningRoutes: Endpoint[] = [
  serve(
    api.addUser,
    ({ tx, caller, body, request, now }) => addUser(tx, caller, body, request, now),
    {
      violations: adding,
    },
  ),
  serve(
    api.inviteUser,
    ({ tx, caller, body, request, now }) => inviteUser(tx, caller, body, request, now),
    {
      violations: adding,
    },
  ),
  serve(
    api.addRefusedJoin,
    ({ tx, caller, params, body, request, now }) =>
      addRefusedJoin(tx, caller, params.refusedId, body, request, now),
    { violations: adding },
  ),
  serve(api.setGuests, ({ tx, caller, body, request, now }) =>
    setGuests(tx, caller, body, request, now),
  ),
  serve(api.resendInvitation, ({ tx, caller, params, request, now }) =>
    resendInvitation(tx, caller, params.memberId, request, now),
  ),
  serve(api.revokeInvitation, ({ tx, caller, params, request, now }) =>
    revokeInvitation(tx, caller, params.memberId, request, now),
  ),
  serve(
    api.acceptInvitation,
    ({ tx, caller, params, request, now }) =>
      acceptInvitation(tx, caller, params.memberId, request, now),
    { unconfined: ownRows },
  ),
  serve(
    api.declineInvitation,
    ({ tx, caller, params, request, now }) =>
      declineInvitation(tx, caller, params.memberId, request, now),
    { unconfined: ownRows, violations: keepingAnOwner },
  ),
  serve(
    api.suspendUser,
    async ({ tx, caller, params, request, now }) => {
      await suspendUser(tx, caller, params.memberId, request, now)
      return getUser(tx, params.memberId)
    },
    { violations: keepingAnOwner },
  ),
  serve(api.restoreUser, async ({ tx, caller, params, request, now }) => {
    await restoreUser(tx, caller, params.memberId, request, now)
    return getUser(tx, params.memberId)
  }),
  serve(
    api.listProfileSources,
    async ({ tx, caller, now }) => ({ items: await listProfileSources(tx, caller, now) }),
    { unconfined: ownProfiles },
  ),
  serve(
    api.copyProfile,
    ({ tx, caller, body, request, now }) => copyProfile(tx, caller, body, request, now),
    { unconfined: ownProfiles },
  ),
]

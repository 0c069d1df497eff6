import { api } from '#api/index.ts'
import { type Endpoint, serve } from '#server/http/call.ts'
import { hubAccessViolations } from '#server/hubs/hub-access.ts'
import { getUser, memberViolations } from '#server/members/member.ts'
import { givenRoleViolations } from '#server/roles/role.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { listAccessLinks } from './access-link.ts'
import { addRefusedJoin } from './add-refused-join.ts'
import { addUser } from './add-user.ts'
import { copyProfile } from './copy-profile.ts'
import { createAccessLink } from './create-access-link.ts'
import { declineInvitation } from './decline-invitation.ts'
import { inviteColleague } from './invite-colleague.ts'
import { inviteUser } from './invite-user.ts'
import { findJoiningRules } from './joining-rules.ts'
import { listProfileSources } from './list-profile-sources.ts'
import { openAccessLink } from './open-access-link.ts'
import { proveJoining } from './prove-joining.ts'
import { resendInvitation } from './resend-invitation.ts'
import { restoreUser } from './restore-user.ts'
import { revokeAccessLink } from './revoke-access-link.ts'
import { revokeInvitation } from './revoke-invitation.ts'
import { setGuests } from './set-guests.ts'
import { type JoiningOptions, startJoining } from './start-joining.ts'
import { suspendUser } from './suspend-user.ts'
import { updateJoiningRules } from './update-joining-rules.ts'

const adding = {
  members_identity: memberViolations.members_identity,
  ...givenRoleViolations,
  ...hubAccessViolations,
}
const keepingAnOwner = { keep_an_owner: memberViolations.keep_an_owner }

interface Options extends JoiningOptions {
  publicUrl: string
}

const identityPlane =
  'who is on the way in lies in the identity plane; enters the walls of the organization that an access link names'

const ownRows =
  'the caller is outside of the organization that invites; enters its walls after finding their own row'

const ownProfiles =
  'reads the caller’s own rows in other organizations; what is written is confined to this one'

/**
 * Ways in and out of the user table. Suspending is one: it ends sessions, which members, standing below, do not know; and
 * making guests, which asks the door; and copying one's own profile from elsewhere, a part of coming in: where else one is, and
 * whether its door is open, sessions know.
 */
export const joiningRoutes = (options: Options): Endpoint[] => [
  ...byOneself(options),
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

/** Ways of joining without an administrator (US6, US8); finishing founds an organization, and stands there. */
const byOneself = ({ publicUrl, ...options }: Options): Endpoint[] => [
  serve(api.getJoiningRules, ({ tx }) => findJoiningRules(tx)),
  serve(api.updateJoiningRules, ({ tx, caller, body, request, now }) =>
    updateJoiningRules(tx, caller, body, request, now),
  ),
  serve(api.listAccessLinks, ({ tx, now }) => listAccessLinks(tx, now)),
  serve(api.createAccessLink, ({ tx, caller, body, request, now }) =>
    createAccessLink(tx, caller, publicUrl, body, request, now),
  ),
  serve(api.revokeAccessLink, ({ tx, caller, params, request, now }) =>
    revokeAccessLink(tx, caller, params.accessLinkId, request, now),
  ),
  serve(
    api.inviteColleague,
    ({ tx, caller, body, request, now }) => inviteColleague(tx, caller, body, request, now),
    { violations: { members_identity: memberViolations.members_identity } },
  ),
  serve(api.openAccessLink, ({ tx, body, now }) => openAccessLink(tx, body.token, now), {
    unconfined: identityPlane,
  }),
  serve(
    api.startJoining,
    ({ tx, body, request, now }) => startJoining(tx, options, body, request.ip, now),
    { unconfined: identityPlane },
  ),
  serve(
    api.proveJoining,
    ({ tx, body, request, now }) => proveJoining(tx, options, body, request, now),
    { unconfined: identityPlane },
  ),
]

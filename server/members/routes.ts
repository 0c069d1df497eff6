import { api } from '#api/index.ts'
import { type Endpoint, serve } from '#server/http/call.ts'
import { hubAccessViolations } from '#server/hubs/hub-access.ts'
import { givenRoleViolations } from '#server/roles/role.ts'
import { completeRegistration } from './complete-registration.ts'
import { dismissRefusedJoin } from './dismiss-refused-join.ts'
import { listUsers } from './list-users.ts'
import { getUser, memberViolations } from './member.ts'
import { getProfile } from './profile.ts'
import { listRefusedJoins } from './refused-join.ts'
import { updateMyProfile } from './update-my-profile.ts'
import { updateUser } from './update-user.ts'

export const memberRoutes: Endpoint[] = [
  serve(api.listUsers, ({ tx, query }) => listUsers(tx, query)),
  serve(api.getUser, ({ tx, params }) => getUser(tx, params.memberId)),
  serve(
    api.updateUser,
    ({ tx, caller, params, body, request, now }) =>
      updateUser(tx, caller, params.memberId, body, request, now),
    { violations: { ...memberViolations, ...givenRoleViolations, ...hubAccessViolations } },
  ),
  serve(api.listRefusedJoins, ({ tx }) => listRefusedJoins(tx)),
  serve(api.dismissRefusedJoin, ({ tx, caller, params, request, now }) =>
    dismissRefusedJoin(tx, caller, params.refusedId, request, now),
  ),
  serve(api.getMyProfile, ({ tx, caller }) => getProfile(tx, caller)),
  serve(api.updateMyProfile, ({ tx, caller, body, request, now }) =>
    updateMyProfile(tx, caller, body, request, now),
  ),
  serve(api.completeRegistration, ({ tx, caller, body, request, now }) =>
    completeRegistration(tx, caller, body, request, now),
  ),
]

import { api } from '#api/index.ts'
import { type Endpoint, serve } from '#server/http/call.ts'
import { cancelPlannedPolicy } from './cancel-planned-policy.ts'
import { dryRunSignInPolicy } from './dry-run-sign-in-policy.ts'
import { replaceBreakGlassCodes } from './replace-break-glass-codes.ts'
import { getSignInPolicy } from './sign-in-policy.ts'
import { updateSignInPolicy } from './update-sign-in-policy.ts'

export const policyRoutes: Endpoint[] = [
  serve(api.getSignInPolicy, ({ tx, now }) => getSignInPolicy(tx, now)),
  serve(api.updateSignInPolicy, ({ tx, caller, body, request, now }) =>
    updateSignInPolicy(tx, caller, body, request, now),
  ),
  serve(api.cancelPlannedPolicy, ({ tx, caller, request, now }) =>
    cancelPlannedPolicy(tx, caller, request, now),
  ),
  serve(api.dryRunSignInPolicy, ({ tx, caller, body, now }) =>
    dryRunSignInPolicy(tx, caller, body.policy, now),
  ),
  serve(api.replaceBreakGlassCodes, ({ tx, caller, request, now }) =>
    replaceBreakGlassCodes(tx, caller, request, now),
  ),
]

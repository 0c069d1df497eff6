import { api } from '#api/index.ts'
import { type Endpoint, serve } from '#server/http/call.ts'
import { startIdentityDeletion } from './start-identity-deletion.ts'
import { undoIdentityDeletion } from './undo-identity-deletion.ts'

const identityPlane = 'an identity lies outside of all organizations'

/** Ways out for good. */
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
]

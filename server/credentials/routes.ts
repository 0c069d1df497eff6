import { api } from '#api/index.ts'
import { Problem, problem } from '#api/problem.ts'
import { type Endpoint, serve, serveFree } from '#server/http/call.ts'
import { findPasswordLink } from '#server/identities/password-link.ts'
import type { BreachedPasswords } from '#server/outside/breached-passwords.ts'
import { deliverPending } from '#server/sessions/deliver.ts'
import { changePassword } from './change-password.ts'
import { setPassword } from './set-password.ts'

interface Options {
  secretKey: Buffer
  breachedPasswords: BreachedPasswords | null
}

const identityPlane = 'credentials lie in the identity plane'

/** What a person, or the administrators of their home, change about how they sign in. */
export const credentialRoutes = ({ secretKey, breachedPasswords }: Options): Endpoint[] => [
  serve(
    api.checkPasswordLink,
    async ({ tx, body, now }) => {
      const link = await findPasswordLink(tx, body.token, ['first', 'reset'], now)
      if (!link) throw problem('link-not-valid')
      return { email: link.email }
    },
    { unconfined: identityPlane },
  ),

  serveFree(
    api.setPassword,
    ({ db, body, request, now }) => setPassword({ db, breachedPasswords }, body, request, now),
    { unconfined: identityPlane },
  ),

  serveFree(
    api.changePassword,
    async ({ db, caller, body, request, cookies, now }) => {
      const rules = { db, breachedPasswords }
      const changed = await changePassword(rules, secretKey, caller, body, request, now)
      return changed instanceof Problem
        ? changed
        : deliverPending(changed, caller.transport, cookies)
    },
    { unconfined: identityPlane },
  ),
]

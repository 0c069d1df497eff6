import { api } from '#api/index.ts'
import { problem } from '#api/problem.ts'
import { type Endpoint, serve, serveFree } from '#server/http/call.ts'
import { findPasswordLink } from '#server/identities/password-link.ts'
import type { BreachedPasswords } from '#server/outside/breached-passwords.ts'
import type { KeyRing } from '#server/platform/seal.ts'
import { deliverPending, deliverProved } from '#server/sessions/deliver.ts'
import { getAuthenticatorReset } from './authenticator-reset.ts'
import { changePassword } from './change-password.ts'
import { confirmAuthenticatorReset } from './confirm-authenticator-reset.ts'
import { confirmEmailChange } from './confirm-email-change.ts'
import { confirmEnrolment } from './confirm-enrolment.ts'
import { findEmailChange } from './email-change.ts'
import { forgotPassword } from './forgot-password.ts'
import { getMySecurity } from './get-my-security.ts'
import { getUserSecurity } from './get-user-security.ts'
import { nameHome } from './name-home.ts'
import { removeAuthenticator } from './remove-authenticator.ts'
import { replaceRecoveryCodes } from './replace-recovery-codes.ts'
import { resetUserAuthenticator } from './reset-user-authenticator.ts'
import { resetUserPassword } from './reset-user-password.ts'
import { setPassword } from './set-password.ts'
import { startEmailChange } from './start-email-change.ts'
import { startEnrolment } from './start-enrolment.ts'
import { undoEmailChange } from './undo-email-change.ts'
import { unlinkUser } from './unlink-user.ts'
import { unlockUser } from './unlock-user.ts'

interface Options {
  secretKey: Buffer
  keyRing: KeyRing
  breachedPasswords: BreachedPasswords | null
}

const identityPlane = 'credentials lie in the identity plane'

/** What a person, or the administrators of their home, change about how they sign in. */
export const credentialRoutes = ({
  secretKey,
  keyRing,
  breachedPasswords,
}: Options): Endpoint[] => [
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
      return deliverProved(changed, caller.transport, cookies)
    },
    { unconfined: identityPlane },
  ),

  serve(
    api.forgotPassword,
    async ({ tx, body }) => {
      await forgotPassword(tx, body)
      return undefined
    },
    { unconfined: identityPlane },
  ),

  serve(
    api.startEmailChange,
    ({ tx, caller, body, now }) => startEmailChange(tx, secretKey, caller, body.newEmail, now),
    { unconfined: identityPlane },
  ),
  serve(
    api.confirmEmailChange,
    ({ tx, caller, body, request, now }) =>
      confirmEmailChange(tx, secretKey, caller, body.code, request, now),
    { unconfined: 'an address is one for all organizations' },
  ),
  serve(
    api.checkEmailChange,
    async ({ tx, body, now }) => {
      const change = await findEmailChange(tx, body.token, now)
      if (!change) throw problem('link-not-valid')
      return { oldEmail: change.oldEmail, newEmail: change.newEmail }
    },
    { unconfined: identityPlane },
  ),
  serve(
    api.undoEmailChange,
    ({ tx, body, request, now }) => undoEmailChange(tx, body.token, request, now),
    { unconfined: 'an address is one for all organizations' },
  ),
  serve(
    api.nameHome,
    ({ tx, caller, body, request, now }) => nameHome(tx, caller, body.memberId, request, now),
    { unconfined: 'the home is looked for over all organizations of one identity' },
  ),

  serve(api.getUserSecurity, ({ tx, caller, params, now }) =>
    getUserSecurity(tx, secretKey, caller, params.memberId, now),
  ),
  serveFree(
    api.resetUserPassword,
    ({ db, caller, params, body, request, now }) =>
      resetUserPassword(db, caller, params.memberId, body.method, request, now),
    { unconfined: 'hashes first; then enters the walls of the organization of the caller' },
  ),
  serve(api.unlockUser, ({ tx, caller, params, request, now }) =>
    unlockUser(tx, secretKey, caller, params.memberId, request, now),
  ),
  serve(api.unlinkUser, ({ tx, caller, params, request, now }) =>
    unlinkUser(tx, caller, params.memberId, params.connectionId, request, now),
  ),
  serve(api.resetUserAuthenticator, ({ tx, caller, params, request, now }) =>
    resetUserAuthenticator(tx, caller, params.memberId, request, now),
  ),
  serve(
    api.checkAuthenticatorReset,
    async ({ tx, body, now }) => {
      const { email, organizationName } = await getAuthenticatorReset(tx, body.token, now)
      return { email, organizationName }
    },
    { unconfined: identityPlane },
  ),
  serve(
    api.confirmAuthenticatorReset,
    ({ tx, body, request, now }) => confirmAuthenticatorReset(tx, body.token, request, now),
    { unconfined: identityPlane },
  ),

  serve(api.getMySecurity, ({ tx, caller, now }) => getMySecurity(tx, caller, now), {
    unconfined: identityPlane,
  }),

  serve(api.startEnrolment, ({ tx, caller, now }) => startEnrolment(tx, keyRing, caller, now), {
    unconfined: identityPlane,
  }),

  serveFree(
    api.confirmEnrolment,
    async ({ db, caller, body, request, cookies, now }) => {
      const { recoveryCodes, pending } = await confirmEnrolment(
        db,
        keyRing,
        caller,
        body.code,
        request,
        now,
      )
      return { recoveryCodes, ...deliverPending(pending, caller.transport, cookies) }
    },
    { unconfined: identityPlane },
  ),

  serve(
    api.removeAuthenticator,
    ({ tx, caller, request, now }) => removeAuthenticator(tx, caller, request, now),
    { unconfined: identityPlane },
  ),

  serveFree(
    api.replaceRecoveryCodes,
    ({ db, caller, request, now }) => replaceRecoveryCodes(db, caller, request, now),
    { unconfined: identityPlane },
  ),
]

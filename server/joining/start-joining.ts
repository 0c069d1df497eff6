import type { startJoining as route } from '#api/joining.ts'
import { problem } from '#api/problem.ts'
import type { Received, Returned } from '#api/route.ts'
import { findIdentityByEmail, lockAddresses } from '#server/identities/identity.ts'
import { clientSubject } from '#server/identities/throttle.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import { mayJoin } from '#server/members/may-join.ts'
import { getOrganization } from '#server/organizations/get-organization.ts'
import { leaveConfinement, type Tx } from '#server/platform/database.ts'
import { hasAccount } from './has-account.ts'
import { addJoining, refuseJoiningFlood } from './joining.ts'
import { enterByAccessLink } from './open-access-link.ts'

export interface JoiningOptions {
  secretKey: Buffer
  /** Whether this server lets anybody sign up (US8). */
  signUp: boolean
}

/**
 * Begins to join by an access link, or to sign up: mails a code. Answer and statements are the same for every address; to
 * whoever has an account the mail of a sign-up says that instead, and an access link asks only once the mailbox is proved
 * (US7). Runs unconfined.
 *
 * @throws link-not-valid, sign-up-is-off, too-many-requests
 */
export async function startJoining(
  tx: Tx,
  { secretKey, signUp }: JoiningOptions,
  { email, accessLink, language }: Received<typeof route>['body'],
  ip: string | null,
  now: Date,
): Promise<Returned<typeof route>> {
  if (accessLink === null) refuseSignUp(signUp)
  const organization = accessLink === null ? null : await findOrganization(tx, accessLink, now)
  // Of two at once the second counts the first.
  await lockAddresses(tx, [email])
  const clientHash = ip === null ? null : clientSubject(secretKey, ip)
  await refuseJoiningFlood(tx, { email, clientHash }, now)
  const known = await hasAccount(tx, await findIdentityByEmail(tx, email, now), email, now)
  const withCode = organization !== null || !known
  const joining = { email, way: organization?.way ?? null, language, clientHash, withCode }
  const { token, code, expiresAt, resendAfter } = await addJoining(tx, secretKey, joining, now)
  const mail = { to: email, language }
  if (withCode) {
    const values = { organizationName: organization?.name ?? null, token: code }
    const organizationId = organization?.way.organizationId
    await queueMail(tx, {
      ...mail,
      template: 'joining-code',
      values,
      ...(organizationId && { organizationId }),
    })
  } else await queueMail(tx, { ...mail, template: 'account-exists', values: {} })
  return {
    joiningToken: token,
    sentTo: email,
    expiresAt: expiresAt.toISOString(),
    resendAfter: resendAfter.toISOString(),
  }
}

/** @throws sign-up-is-off, where the operator takes none */
export function refuseSignUp(signUp: boolean): void {
  const place = signUp ? 'open' : 'way-off'
  if (mayJoin('sign-up', { standing: 'nobody', place }) === 'way-off')
    throw problem('sign-up-is-off')
}

async function findOrganization(tx: Tx, token: string, now: Date) {
  const { organizationId, accessLinkId } = await enterByAccessLink(tx, token, now)
  const { name } = await getOrganization(tx)
  await leaveConfinement(tx)
  return { name, way: { organizationId, accessLinkId } }
}

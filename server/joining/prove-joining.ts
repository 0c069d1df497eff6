import type { proveJoining as route } from '#api/joining.ts'
import { Problem, problem } from '#api/problem.ts'
import type { Received, Returned } from '#api/route.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { endDoubt } from '#server/identities/end-doubt.ts'
import { findIdentityByEmail, type Identity, lockAddresses } from '#server/identities/identity.ts'
import {
  clearFailures,
  countFailure,
  joiningSubjects,
  takeTurn,
} from '#server/identities/throttle.ts'
import { mayJoin } from '#server/members/may-join.ts'
import { getOrganization } from '#server/organizations/get-organization.ts'
import { confine, leaveConfinement, type Tx } from '#server/platform/database.ts'
import { addNewcomer } from './add-newcomer.ts'
import { hasAccount } from './has-account.ts'
import { endJoining, findJoining, type Joining, tryJoiningCode } from './joining.ts'
import { judgeNewcomer, type NewcomersJoining, refusalOf } from './judge-newcomer.ts'
import { type JoiningOptions, refuseSignUp } from './start-joining.ts'

type Proved = Returned<typeof route>

/**
 * Proves the mailbox of somebody on the way in, and only now says whether they may join (US7). Who has a password already is
 * in with that. Wrong codes count on the address, over all of its joinings (LG8). Runs unconfined.
 *
 * @throws link-not-valid, sign-up-is-off; returns wrong-code, locked and join-refused, of which something stays
 */
export async function proveJoining(
  tx: Tx,
  { secretKey, signUp }: JoiningOptions,
  { joiningToken, code }: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<Proved | Problem> {
  const joining = await findJoining(tx, joiningToken, now)
  if (!joining) throw problem('link-not-valid')
  const { email, way } = joining
  if (!way) refuseSignUp(signUp)
  const subjects = joiningSubjects(secretKey, { email, ip: request.ip })
  const waitSeconds = await takeTurn(tx, subjects, 'joining', now)
  if (waitSeconds > 0) return problem('locked', { retryAfterSeconds: waitSeconds })
  // Before the joining, as whoever begins another one for the address.
  await lockAddresses(tx, [email])
  if (!(await tryJoiningCode(tx, secretKey, joining, joiningToken, code, now))) {
    await countFailure(tx, subjects, 'joining', now)
    return problem('wrong-code')
  }
  await clearFailures(tx, subjects, 'joining')
  const identity = await findIdentityByEmail(tx, email, now)
  return way
    ? proveByLink(tx, { ...joining, way }, identity, request, now)
    : proveSignUp(tx, joining, identity, now)
}

/** Who has got an account since they began is refused; the code has shown that it is theirs. */
async function proveSignUp(
  tx: Tx,
  { id, email }: Joining,
  identity: Identity | null,
  now: Date,
): Promise<Proved | Problem> {
  const registeredElsewhere = await hasAccount(tx, identity, email, now)
  const decision = mayJoin('sign-up', { standing: 'nobody', registeredElsewhere })
  if (decision === 'join') return { next: 'set-password', email, organization: null }
  await endJoining(tx, id, now)
  return refusalOf(decision)
}

async function proveByLink(
  tx: Tx,
  joining: NewcomersJoining,
  identity: Identity | null,
  request: Where,
  now: Date,
): Promise<Proved | Problem> {
  // One that was set before the mailbox was proved is void (US3).
  const hasPassword = identity?.passwordHash != null && identity.mailboxProvedAt !== null
  const judged = await judgeNewcomer(tx, joining, identity, { take: hasPassword }, request, now)
  if (judged instanceof Problem) return judged
  if (identity && hasPassword) {
    const newcomer = { identityId: identity.id, firstName: '', lastName: '', ...judged }
    await addNewcomer(tx, joining, newcomer, request, now)
    await endDoubt(tx, identity.id, joining.createdAt, now)
    await endJoining(tx, joining.id, now)
  }
  await confine(tx, joining.way.organizationId)
  const { name, slug } = await getOrganization(tx)
  await leaveConfinement(tx)
  const organization = { name, slug }
  return { next: hasPassword ? 'sign-in' : 'set-password', email: joining.email, organization }
}

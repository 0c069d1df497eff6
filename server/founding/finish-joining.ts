import type { finishJoining as route } from '#api/joining.ts'
import { fieldProblem, Problem, problem } from '#api/problem.ts'
import type { Received } from '#api/route.ts'
import type { Outcome } from '#api/sessions.ts'
import type { RequestFacts } from '#server/http/call.ts'
import { countryOf } from '#server/hubs/country-of.ts'
import { findIdentityByEmail, lockAddresses } from '#server/identities/identity.ts'
import { hashPassword } from '#server/identities/password.ts'
import { type PasswordRules, refuseBadPassword } from '#server/identities/refuse-bad-password.ts'
import { finishAccessLink } from '#server/joining/finish-access-link.ts'
import { endJoining, findJoining, type Joining } from '#server/joining/joining.ts'
import { refuseSignUp } from '#server/joining/start-joining.ts'
import { enterAsNewcomer, type Holder } from '#server/sessions/enter-as-newcomer.ts'
import { foundBySignUp } from './found-by-sign-up.ts'

type Body = Received<typeof route>['body']

interface Options extends PasswordRules {
  signUp: boolean
  ownedMax: number | null
}

/**
 * Ends a joining: sets the password of whoever has proved the mailbox, makes the member or the organization, and goes to its
 * door. In one transaction that uses the joining up, so that a double click makes one of each; the password is judged and
 * hashed before it.
 *
 * @throws link-not-valid, sign-up-is-off, password-too-weak, values-refused, organization-limit; returns join-refused
 */
export async function finishJoining(
  { signUp, ownedMax, ...rules }: Options,
  body: Body,
  holder: Holder,
  request: RequestFacts,
  now: Date,
): Promise<Outcome | Problem> {
  const { db } = rules
  const { joining, identity } = await db.transaction(async (tx) => {
    const joining = await findJoining(tx, body.joiningToken, now)
    if (!joining?.provedAt) throw problem('link-not-valid')
    return { joining, identity: await findIdentityByEmail(tx, joining.email, now) }
  })
  if (!joining.way) refuseSignUp(signUp)
  const { email } = joining
  const organization = readOrganization(body, joining)
  const colleagues = readColleagues(body, joining)
  const who = { id: identity?.id ?? null, email }
  await refuseBadPassword(rules, who, body.password, '#/password').catch(async (refusal) => {
    // The other click of a double one has set it meanwhile: no password of before.
    const isOpen = await db.transaction((tx) => findJoining(tx, body.joiningToken, now))
    throw isOpen ? refusal : problem('link-not-valid')
  })
  const hash = await hashPassword(body.password)
  const hubCountry = organization && (await countryOf(organization.hub))

  return db.transaction(async (tx) => {
    // All at once, or two people who invite each other would wait for each other.
    await lockAddresses(tx, [...new Set([email, ...colleagues])])
    if (!(await endJoining(tx, joining.id, now))) throw problem('link-not-valid')
    const { firstName, lastName } = body
    const person = { firstName, lastName, hash }
    const { way, provedAt } = joining
    const finished = way
      ? await finishAccessLink(tx, { ...joining, way }, person, request, now)
      : organization &&
        (await foundBySignUp(
          tx,
          { joining, person, organization, hubCountry, colleagues },
          ownedMax,
          request,
          now,
        ))
    if (finished instanceof Problem) return finished
    if (!finished || !provedAt) throw new Error('a joining without an end')
    return enterAsNewcomer(tx, { ...finished, mailboxAt: provedAt }, holder, request, now)
  })
}

/** @throws values-refused at #/organization, where a sign-up has none or another way has one */
function readOrganization(body: Body, { way }: Joining) {
  const organization = body.organization ?? null
  if ((way === null) === (organization !== null)) return organization
  throw way
    ? fieldProblem('values-refused', '#/organization', 'belongs to a sign-up alone', 'unexpected')
    : fieldProblem('values-refused', '#/organization', 'is required to sign up', 'required')
}

/** @throws values-refused at #/colleagues/… */
function readColleagues({ colleagues }: Body, { way, email }: Joining): string[] {
  if (way && colleagues.length > 0)
    throw fieldProblem('values-refused', '#/colleagues', 'belongs to a sign-up alone', 'unexpected')
  const own = colleagues.indexOf(email)
  if (own >= 0)
    throw fieldProblem('values-refused', `#/colleagues/${own}`, 'is your own address', 'same-email')
  return [...new Set(colleagues)]
}

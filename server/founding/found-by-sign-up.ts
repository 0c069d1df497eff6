import sql from 'sql-template-tag'
import type { IdentityId, MemberId } from '#api/common.ts'
import type { finishJoining } from '#api/joining.ts'
import type { Organization } from '#api/organizations.ts'
import { permissions } from '#api/permissions.ts'
import { type Problem, problem } from '#api/problem.ts'
import type { Received } from '#api/route.ts'
import type { Acting } from '#server/access/caller.ts'
import type { RequestFacts } from '#server/http/call.ts'
import { listHubIdsOf } from '#server/hubs/hub-access.ts'
import { findIdentityByEmail, setHomeOnce } from '#server/identities/identity.ts'
import { addCredential } from '#server/joining/add-credential.ts'
import { hasAccount } from '#server/joining/has-account.ts'
import { inviteUser } from '#server/joining/invite-user.ts'
import type { Joining } from '#server/joining/joining.ts'
import { refusalOf } from '#server/joining/judge-newcomer.ts'
import { isJoining, mayJoin } from '#server/members/may-join.ts'
import { actAs, confine, leaveConfinement, type Tx } from '#server/platform/database.ts'
import { getLowestRole } from '#server/roles/role.ts'
import { ownProof } from '#server/sessions/login.ts'
import { found } from './found.ts'
import { countOwned } from './founder.ts'

export interface SignUp {
  joining: Joining
  person: { firstName: string; lastName: string; hash: string }
  organization: NonNullable<Received<typeof finishJoining>['body']['organization']>
  /** In which the hub stands. */
  hubCountry: string | null
  colleagues: readonly string[]
}

/**
 * Makes an identity, or takes the one that was never entered with, and its first organization, which becomes its home (US8).
 * Colleagues are invited by the new owner, into the one hub that there is. Runs unconfined.
 *
 * @throws organization-limit; returns the refusal of somebody who has got an account since they proved their mailbox
 */
export async function foundBySignUp(
  tx: Tx,
  { joining, person, organization, hubCountry, colleagues }: SignUp,
  ownedMax: number | null,
  request: RequestFacts,
  now: Date,
): Promise<{ identityId: IdentityId; memberId: MemberId } | Problem> {
  const { email } = joining
  const known = await findIdentityByEmail(tx, email, now)
  const registeredElsewhere = await hasAccount(tx, known, email, now)
  const decision = mayJoin('sign-up', { standing: 'nobody', registeredElsewhere })
  if (!isJoining(decision)) return refusalOf(decision)
  const { id: identityId, standing } = await addCredential(tx, joining, person.hash, request, now)
  await actAs(tx, identityId)
  const proved = { evidence: [ownProof('email_otp', now)], standing }
  if (ownedMax !== null && (await countOwned(tx, proved)) >= ownedMax)
    throw problem('organization-limit', { detail: `One person may own ${ownedMax} here.` })

  const { firstName, lastName } = person
  const { name, hub, timeZone, country } = organization
  const made = await found(tx, {
    caller: { identityId, email },
    profile: { firstName, lastName },
    wish: { name, hub, timeZone, copyFromFirst: false, copy: nothing },
    country: hubCountry,
    ...(country !== null && { countryGiven: country }),
    source: null,
    request,
    now,
  })
  await leaveConfinement(tx)
  await setHomeOnce(tx, identityId, made.organization.id)
  await confine(tx, made.organization.id)
  const owner = await actingOwner(tx, made.organization, {
    ...person,
    email,
    memberId: made.memberId,
  })
  const roleId = await getLowestRole(tx)
  const hubIds = await listHubIdsOf(tx, made.memberId)
  for (const colleague of colleagues)
    await inviteUser(tx, owner, { email: colleague, roleId, hubIds }, request, now)
  await leaveConfinement(tx)
  return { identityId, memberId: made.memberId }
}

const nothing = { settings: false, hubs: false, roles: false, flows: false }

/** In whose name colleagues are invited: the owner that this request has just made, who has no session yet. */
async function actingOwner(
  tx: Tx,
  { id, name, slug, language, currency, timeZone }: Organization,
  {
    memberId,
    firstName,
    lastName,
    email,
  }: Pick<Acting, 'memberId' | 'firstName' | 'lastName' | 'email'>,
): Promise<Acting> {
  const [role] = await tx.query<Pick<Acting['role'], 'id' | 'name'>>(
    sql`select id, name from roles where template = 'owner'`,
  )
  if (!role) throw new Error('an organization without its default roles')
  return {
    organizationId: id,
    memberId,
    firstName,
    lastName,
    email,
    role: { ...role, template: 'owner', secondFactor: 'none' },
    permissions: new Set(permissions),
    restrictions: new Set(),
    organization: {
      name,
      slug,
      language,
      currency,
      timeZone,
      logoId: null,
      configuration: '{}',
      membersMayInvite: false,
    },
  }
}

import sql from 'sql-template-tag'
import type { MemberId, OrganizationId } from '#api/common.ts'
import type { Step } from '#api/door.ts'
import type { FoundingReport } from '#api/founding.ts'
import { api } from '#api/index.ts'
import { fieldProblem, Problem, problem } from '#api/problem.ts'
import type { Returned } from '#api/route.ts'
import type { Challenge, Outcome } from '#api/sessions.ts'
import type { Caller } from '#server/access/caller.ts'
import { requireOwnProof } from '#server/door/fresh-evidence.ts'
import type { RequestFacts } from '#server/http/call.ts'
import { checkKey, requestHash } from '#server/http/idempotency.ts'
import { countryOf } from '#server/hubs/country-of.ts'
import { setHomeOnce } from '#server/identities/identity.ts'
import { getOrganization } from '#server/organizations/get-organization.ts'
import { confine, leaveConfinement, type Tx } from '#server/platform/database.ts'
import { enter } from '#server/sessions/enter.ts'
import {
  decideAtDoor,
  firstOwnedMembership,
  type Membership,
  ownMembership,
} from '#server/sessions/membership.ts'
import { challenged, startPending } from '#server/sessions/pending.ts'
import { switchOrganization } from '#server/sessions/switch-organization.ts'
import { found } from './found.ts'
import { countOwned, type FoundingWish, lockFounder, type Standing } from './founder.ts'

type Answer = Returned<typeof api.createOrganization>

/**
 * Creates an organization and moves the session there, in one transaction (CR1–CR7). Answers the challenge of the source,
 * and makes nothing, where the door of the organization to copy from does not open on the present evidence; nothing of what
 * is behind that door is said before.
 *
 * @throws fresh-evidence-required, nothing-to-copy, organization-limit, values-refused at #/hub, idempotency-key-reused
 */
export async function createOrganization(
  tx: Tx,
  caller: Caller,
  wish: FoundingWish,
  ownedMax: number | null,
  request: RequestFacts,
  now: Date,
): Promise<Answer> {
  requireOwnProof(caller)
  const key = request.idempotencyKey
  if (key !== null) checkKey(key)
  const country = wish.hub ? await countryOf(wish.hub) : null

  const standing = await lockFounder(tx, caller, key)
  const hash = requestHash(api.createOrganization, { body: wish })
  if (standing.earlier) return repeat(tx, caller, standing, hash, request, now)
  if (!standing.alive) throw problem('not-signed-in')
  if (ownedMax !== null && (await countOwned(tx, caller)) >= ownedMax)
    throw problem('organization-limit', { detail: `One person may own ${ownedMax} here.` })

  const source = wish.copyFromFirst ? await getFirst(tx, caller) : null
  const decision = source && (await decideAtDoor(tx, source, caller, now))
  if (decision && !decision.enter) return challenge(tx, caller, source, decision.missing, now)
  if (!wish.hub && !(source && wish.copy.hubs)) throw hubRequired()

  const made = await found(tx, { caller, wish, country, source, request, now })
  if (made.hubs === 0) throw hubRequired()
  await leaveConfinement(tx)
  await Promise.all([
    setHomeOnce(tx, caller.identityId, made.organization.id),
    key &&
      addKey(tx, caller, {
        key,
        hash,
        organizationId: made.organization.id,
        memberId: made.memberId,
      }),
  ])
  const session = await goTo(tx, caller, made.memberId, request, now)
  return { organization: made.organization, report: made.report, session }
}

/** Whoever makes an organization has proved something of their own, and so is refused nothing on the way there. */
async function goTo(
  tx: Tx,
  caller: Caller,
  memberId: MemberId,
  request: RequestFacts,
  now: Date,
): Promise<Outcome> {
  const outcome = await switchOrganization(tx, caller, memberId, request, now)
  if (outcome instanceof Problem) throw outcome
  return outcome
}

const hubRequired = () =>
  fieldProblem(
    'values-refused',
    '#/hub',
    'is required unless copying brings at least one hub',
    'required',
  )

async function getFirst(tx: Tx, caller: Caller): Promise<Membership> {
  const [first] = await tx.query<Membership>(firstOwnedMembership(caller))
  if (!first) throw problem('nothing-to-copy')
  return first
}

/** The challenge of an organization's door; the session that asks stays (SW5). */
async function challenge(
  tx: Tx,
  { identityId, loginId, ...caller }: Caller,
  target: Membership,
  missing: Step[],
  now: Date,
): Promise<Challenge> {
  const sourceSessionId = caller.kind === 'session' ? caller.sessionId : caller.sourceSessionId
  const pendingId = caller.kind === 'pending' ? caller.pendingId : null
  const from = { identityId, loginId, sourceSessionId, pendingId, targetMemberId: target.memberId }
  return challenged(tx, await startPending(tx, from, now), target, missing)
}

interface Key {
  key: string
  hash: Buffer
  organizationId: OrganizationId
  memberId: MemberId
}

async function addKey(
  tx: Tx,
  caller: Caller,
  { key, hash, organizationId, memberId }: Key,
): Promise<void> {
  await tx.query(sql`insert into founding_keys (identity_id, key, request_hash, organization_id, member_id)
    values (${caller.identityId}, ${key}, ${hash}, ${organizationId}, ${memberId})`)
}

/** Answers a repeated request with what the first one made, and moves the session there through its door (CR5). */
async function repeat(
  tx: Tx,
  caller: Caller,
  { alive, signedIn, earlier }: Standing,
  hash: Buffer,
  request: RequestFacts,
  now: Date,
): Promise<Answer> {
  if (!earlier?.requestHash.equals(hash)) throw problem('idempotency-key-reused')
  if (!signedIn) throw problem('not-signed-in')
  const [target] = await tx.query<Membership>(ownMembership(earlier.memberId))
  if (!target) throw problem('organization-not-found')
  const decision = await decideAtDoor(tx, target, caller, now)
  if (!decision.enter) {
    if (!alive) throw problem('not-signed-in')
    return challenge(tx, caller, target, decision.missing, now)
  }
  // A double click: the other one has moved the session on since this request was recognized. The log-in is still the same,
  // so this one gets a session beside it; whichever answer a browser keeps, it is in.
  const session = alive
    ? await goTo(tx, caller, earlier.memberId, request, now)
    : await enter(
        tx,
        {
          identityId: caller.identityId,
          loginId: caller.loginId,
          sourceSessionId: null,
          pendingId: null,
        },
        target,
        request,
        now,
      )
  await confine(tx, earlier.organizationId)
  const organization = await getOrganization(tx)
  const [founding] = await tx.query<{ report: FoundingReport }>(sql`select report from foundings`)
  if (!founding) throw new Error('an organization was made without a report')
  return { organization, report: founding.report, session }
}

import { randomBytes, randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import type { getAbout } from '#api/about.ts'
import type {
  HubId,
  IdentityId,
  LoginId,
  MemberId,
  OrganizationId,
  RoleId,
  SessionId,
} from '#api/common.ts'
import { permissions, type RoleTemplate, roleTemplates, templateNames } from '#api/permissions.ts'
import type { SignInPolicy } from '#api/policies.ts'
import type { Returned } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { findDecided, replaceDecided } from '#server/door/sign-in-policy.ts'
import { createFlow } from '#server/flows/create-flow.ts'
import { found } from '#server/founding/found.ts'
import { markSamplesReady } from '#server/founding/prepare-sample-tasks.ts'
import { countryOf } from '#server/hubs/country-of.ts'
import { createHub } from '#server/hubs/create-hub.ts'
import {
  addIdentity,
  findIdentityByEmail,
  proveMailbox,
  replacePassword,
  setHomeOnce,
} from '#server/identities/identity.ts'
import { hashPassword } from '#server/identities/password.ts'
import { addMember } from '#server/members/add-member.ts'
import { replaceAnswers } from '#server/members/answers.ts'
import { completeRegistration } from '#server/members/complete-registration.ts'
import { createField } from '#server/members/create-field.ts'
import { updateMyProfile } from '#server/members/update-my-profile.ts'
import {
  actAs,
  confine,
  type Database,
  leaveConfinement,
  type Tx,
} from '#server/platform/database.ts'
import { StartError } from '#server/platform/start-error.ts'
import { createCustomModule } from '#server/roles/create-custom-module.ts'
import { createRole } from '#server/roles/create-role.ts'
import { updateRole } from '#server/roles/update-role.ts'
import { enter } from '#server/sessions/enter.ts'
import { addEvidence, endLogin, ownProof, startLogin } from '#server/sessions/login.ts'
import { type Membership, ownMembership } from '#server/sessions/membership.ts'
import { addProgram } from './add-program.ts'
import { addWork } from './add-work.ts'
import {
  type DemoMember,
  type DemoOrganization,
  type DemoPerson,
  organizations,
  type PersonKey,
  people,
} from './demo-data.ts'

export type DemoAccount = NonNullable<Returned<typeof getAbout>['demo']>['accounts'][number]

type Identities = Record<PersonKey, IdentityId>

const keys = Object.keys(people) as PersonKey[]
const dayMs = 86_400_000

/**
 * Makes the demo by the verbs that requests use, in one transaction: five people, four organizations with a plain
 * door and four with the other kinds of it, their hubs, roles, flows and tasks. `friendly`: fixed passwords that the sign-in page shows, for loopback only; else random ones, told once (OP2).
 *
 * @throws StartError where its people exist already
 */
export async function createDemo(
  db: Database,
  { friendly, now }: { friendly: boolean; now: Date },
): Promise<DemoAccount[]> {
  const passwords = Object.fromEntries(
    keys.map((key) => [
      key,
      friendly ? people[key].password : randomBytes(15).toString('base64url'),
    ]),
  ) as Record<PersonKey, string>
  const hashes = await Promise.all(keys.map((key) => hashPassword(passwords[key])))

  return db.transaction(async (tx) => {
    await tx.query(sql`select pg_advisory_xact_lock(hashtext('foyer.demo'))`)
    if (await findIdentityByEmail(tx, people.maya.email, now))
      throw new StartError(
        'The demo is there already. Its passwords were shown when it was made, and are not kept.',
      )
    const identities = await addPeople(tx, hashes, now)
    const belongs: { person: PersonKey; name: string; role: string }[] = []
    for (const organization of organizations) {
      await addOrganization(tx, identities, organization, now)
      belongs.push({
        person: organization.founder,
        name: organization.name,
        role: templateNames.owner,
      })
      for (const { person, role, visitedDaysAgo } of organization.members)
        if (visitedDaysAgo !== null)
          belongs.push({ person, name: organization.name, role: nameOf(role) })
    }
    return keys.map((key) => ({
      email: people[key].email,
      password: passwords[key],
      name: `${people[key].firstName} ${people[key].lastName}`,
      organizations: belongs
        .filter(({ person }) => person === key)
        .map(({ name, role }) => ({ name, role })),
    }))
  })
}

/** Older than the one door that lets passwords expire allows. */
const passwordsSince = (now: Date) => new Date(now.getTime() - 120 * dayMs)

const isTemplate = (role: string): role is RoleTemplate =>
  (roleTemplates as readonly string[]).includes(role)
const nameOf = (role: string) => (isTemplate(role) ? templateNames[role] : role)

async function addPeople(tx: Tx, hashes: readonly string[], now: Date): Promise<Identities> {
  const identities: Partial<Identities> = {}
  for (const [index, key] of keys.entries()) {
    const { id } = await addIdentity(tx, people[key].email, now)
    await proveMailbox(tx, id, now)
    await replacePassword(tx, id, hashes[index] as string, passwordsSince(now))
    identities[key] = id
  }
  return identities as Identities
}

/** Where the demo's audit rows say that they come from. */
const requestOf = () => ({
  id: randomUUID(),
  ip: null,
  userAgent: 'foyer demo',
  idempotencyKey: null,
})

async function addOrganization(
  tx: Tx,
  identities: Identities,
  demo: DemoOrganization,
  now: Date,
): Promise<void> {
  const [hub, ...otherHubs] = demo.hubs
  if (!hub) throw new Error('an organization of the demo has no hub')
  const founder = { identityId: identities[demo.founder], email: people[demo.founder].email }
  const { organization, memberId } = await found(tx, {
    caller: founder,
    wish: {
      name: demo.name,
      copyFromFirst: false,
      copy: { settings: false, hubs: false, roles: false, flows: false },
      hub,
      timeZone: demo.timeZone,
    },
    country: await countryOf(hub),
    source: null,
    language: demo.language,
    request: requestOf(),
    now,
  })
  await leaveConfinement(tx)
  await setHomeOnce(tx, founder.identityId, organization.id)
  await confine(tx, organization.id)
  if (!demo.samples) await markSamplesReady(tx, now)

  const roles = await rolesByName(tx)
  const owner = callerOf(organization.id, {
    ...founder,
    memberId,
    roleId: roles.get(templateNames.owner) as RoleId,
  })
  const person = people[demo.founder]
  await updateMyProfile(
    tx,
    owner,
    {
      firstName: person.firstName,
      lastName: person.lastName,
      title: demo.founderTitle,
      phone: person.phone,
    },
    requestOf(),
    now,
  )
  for (const each of otherHubs) await createHub(tx, owner, each, requestOf(), now)
  await addRoles(tx, owner, demo, now)
  if (demo.policy) await setPolicy(tx, demo.policy)
  for (const flow of demo.flows) await createFlow(tx, owner, flow, requestOf(), now)

  const members: Partial<Record<PersonKey, { id: MemberId; hubs: readonly string[] }>> = {
    [demo.founder]: { id: memberId, hubs: demo.hubs.map(({ name }) => name) },
  }
  for (const member of demo.members)
    members[member.person] = await addDemoMember(tx, owner, identities, demo, member, now)
  await addFields(tx, owner, demo, members, now)
  await addWork(tx, owner, demo, members, requestOf, now)
  if (demo.program) await addProgram(tx, owner, demo.program, members, requestOf, now)

  await leaveConfinement(tx)
  await visit(tx, identities[demo.founder], memberId, new Date(now.getTime() - dayMs))
  for (const { person: key, visitedDaysAgo } of demo.members)
    if (visitedDaysAgo !== null)
      await visit(
        tx,
        identities[key],
        members[key]?.id as MemberId,
        new Date(now.getTime() - visitedDaysAgo * dayMs),
      )
}

const rolesByName = async (tx: Tx) =>
  new Map(
    (await tx.query<{ id: RoleId; name: string }>(sql`select id, name from roles`)).map(
      ({ id, name }) => [name, id],
    ),
  )

async function addRoles(
  tx: Tx,
  owner: SessionCaller,
  demo: DemoOrganization,
  now: Date,
): Promise<void> {
  const menuEntry =
    demo.customModule && (await createCustomModule(tx, owner, demo.customModule, requestOf(), now))
  const held = {
    ...owner,
    permissions: new Set([...owner.permissions, ...(menuEntry ? [menuEntry.permission] : [])]),
  }
  for (const role of demo.roles) {
    const { id } = await createRole(tx, held, { name: role.name }, requestOf(), now)
    const granted = [
      ...role.permissions,
      ...(role.seesModule && menuEntry ? [menuEntry.permission] : []),
    ]
    await updateRole(
      tx,
      held,
      id,
      {
        permissions: granted,
        restrictions: [...role.restrictions],
        secondFactor: role.secondFactor,
      },
      requestOf(),
      now,
    )
  }
}

async function addFields(
  tx: Tx,
  owner: SessionCaller,
  demo: DemoOrganization,
  members: Partial<Record<PersonKey, { id: MemberId }>>,
  now: Date,
): Promise<void> {
  for (const { field, answers } of demo.fields ?? []) {
    const { id } = await createField(tx, owner, field, requestOf(), now)
    for (const key of keys) {
      const [member, answer] = [members[key], answers[key]]
      if (member && answer)
        await replaceAnswers(tx, owner.organizationId, member.id, new Map([[id, answer]]))
    }
  }
}

async function setPolicy(tx: Tx, demands: Partial<SignInPolicy>): Promise<void> {
  const { policy, planned } = await findDecided(tx)
  await replaceDecided(tx, { policy: { ...policy, ...demands }, planned })
}

async function addDemoMember(
  tx: Tx,
  owner: SessionCaller,
  identities: Identities,
  demo: DemoOrganization,
  { person: key, role, title, hubs, visitedDaysAgo }: DemoMember,
  now: Date,
) {
  const { email, firstName, lastName, phone } = people[key]
  const founder = people[demo.founder]
  const names = hubs.length > 0 ? hubs : demo.hubs.map(({ name }) => name)
  const ids = await hubsByName(tx)
  const roleId = (await rolesByName(tx)).get(nameOf(role)) as RoleId
  const invited = visitedDaysAgo === null
  const id = await addMember(
    tx,
    owner.organizationId,
    identities[key],
    {
      email,
      roleId,
      hubIds: names.map((name) => ids.get(name) as HubId),
      ...(invited && { firstName, lastName }),
    },
    {
      status: invited ? 'invited' : 'registering',
      addedBy: `${founder.firstName} ${founder.lastName}`,
    },
    now,
  )
  if (!invited) {
    const caller = callerOf(owner.organizationId, {
      identityId: identities[key],
      email,
      memberId: id,
      roleId,
    })
    const registration = { firstName, lastName, fields: {} }
    await completeRegistration(tx, caller, registration, requestOf(), now)
    await updateMyProfile(tx, caller, { title, phone }, requestOf(), now)
  }
  return { id, hubs: invited ? [] : names }
}

const hubsByName = async (tx: Tx) =>
  new Map(
    (await tx.query<{ id: HubId; name: string }>(sql`select id, name from hubs`)).map(
      ({ id, name }) => [name, id],
    ),
  )

/** Somebody of the demo inside an organization, with all that its Owner may do. */
function callerOf(
  organizationId: OrganizationId,
  who: { identityId: IdentityId; email: string; memberId: MemberId; roleId: RoleId },
): SessionCaller {
  const now = new Date()
  const { firstName, lastName } = Object.values(people).find(
    ({ email }) => email === who.email,
  ) as DemoPerson
  return {
    kind: 'session',
    ...who,
    organizationId,
    loginId: randomUUID() as LoginId,
    sessionId: randomUUID() as SessionId,
    transport: 'bearer',
    evidence: [],
    standing: {
      passwordChangedAt: null,
      passwordTemporary: false,
      totpEnrolled: false,
      mailboxDoubt: null,
      deletionDueAt: null,
    },
    status: 'active',
    firstName,
    lastName,
    language: null,
    timeZone: null,
    photoId: null,
    fieldsMissing: 0,
    organization: {
      name: '',
      slug: '',
      language: 'en',
      currency: 'IDR',
      timeZone: 'UTC',
      logoId: null,
      configuration: '{}',
      membersMayInvite: false,
    },
    role: { id: who.roleId, name: '', template: 'owner', secondFactor: 'none' },
    permissions: new Set(permissions),
    restrictions: new Set(),
    missing: [],
    breakGlassUntil: null,
    lastSeenAt: now,
    expiresAt: now,
  }
}

/** A visit that is over: without one, signing in would ask who is this that added me (LG2). */
async function visit(tx: Tx, identityId: IdentityId, memberId: MemberId, at: Date): Promise<void> {
  await actAs(tx, identityId)
  const [target] = await tx.query<Membership>(ownMembership(memberId))
  if (!target) throw new Error('a member of the demo cannot be found')
  const loginId = await startLogin(tx, identityId, { transport: 'bearer', browserHash: null }, at)
  await addEvidence(tx, loginId, ownProof('password', at))
  await enter(
    tx,
    { identityId, loginId, sourceSessionId: null, pendingId: null },
    target,
    requestOf(),
    at,
  )
  await endLogin(tx, loginId, 'signed-out', at)
}

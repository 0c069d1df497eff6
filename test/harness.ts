import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { BlockList } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sql from 'sql-template-tag'
import { type Client, createClient } from '#api/client.ts'
import type { HubId, IdentityId, MemberId, OrganizationId, RoleId } from '#api/common.ts'
import type { RoleTemplate } from '#api/permissions.ts'
import type { MemberStatus } from '#api/sessions.ts'
import { type AppOptions, attachmentStoreOf, createApp } from '#server/app.ts'
import { hashPassword } from '#server/identities/password.ts'
import { openFolderStorage } from '#server/outside/folder-storage.ts'
import { createGuardedFetch } from '#server/outside/guarded-fetch.ts'
import { type Database, openDatabase } from '#server/platform/database.ts'
import { createLog } from '#server/platform/log.ts'
import { addDefaultRoles } from '#server/roles/default-roles.ts'
import { type TestDatabase, testDatabase } from './database.ts'

export const password = 'a rather long sentence'
// Hashing is slow on purpose; every test person has the same password, hashed once for a worker.
const passwordHash = hashPassword(password)

// Where tests run the identity providers of their organizations.
const thisMachine = new BlockList()
thisMachine.addSubnet('127.0.0.0', 8, 'ipv4')
thisMachine.addAddress('::1', 'ipv6')

export interface TestOrganization {
  id: OrganizationId
  name: string
  slug: string
  roles: Record<RoleTemplate, RoleId>
}

export interface TestPerson {
  id: IdentityId
  email: string
}

interface PolicyValues {
  firstFactor?: 'password' | 'sso'
  secondFactor?: 'none' | 'email_otp' | 'totp'
  evidenceSeconds?: number | null
  sessionSeconds?: number
  idleSeconds?: number
}

export type TestApp = Awaited<ReturnType<typeof startTestApp>>

/**
 * A whole server over a real database, spoken to through the client that we publish. `clock.now` is the time that the
 * server sees. Every test makes its own organizations, so tests share a database without meeting.
 */
export async function startTestApp(database?: TestDatabase, options: Partial<AppOptions> = {}) {
  const urls = database ?? (await testDatabase())
  const db = openDatabase({ connectionString: urls.appUrl, poolSize: 6 })
  const owner = openDatabase({ connectionString: urls.ownerUrl, poolSize: 2 })
  const clock = { now: null as Date | null }
  const dns = new Map<string, string[]>()
  // Made by the first attachment.
  const objectsFolder = join(tmpdir(), `foyer-objects-${randomUUID()}`)
  const settings: AppOptions = {
    db,
    log: createLog(process.env.FOYER_TEST_LOG === 'error' ? 'error' : 'silent'),
    now: () => clock.now ?? new Date(),
    origin: null,
    trustedProxies: 0,
    peerAddress: () => '127.0.0.1',
    requestsPerMinute: { credential: 1e9, read: 1e9, write: 1e9 },
    secretKey: Buffer.alloc(32, 7),
    oldSecretKeys: [],
    breachedPasswords: null,
    outside: {
      fetch: createGuardedFetch({ allow: thisMachine }),
      resolveTxt: async (name) => dns.get(name) ?? [],
    },
    objects: openFolderStorage(objectsFolder),
    attachmentsBytesMax: null,
    developmentMailbox: true,
    publicUrl: 'http://localhost',
    organizationsPerOwnerMax: null,
    signUp: true,
    about: {
      version: '0.0.0',
      tileUrl: null,
      developmentMailbox: true,
      readDemoAccounts: async () => null,
    },
    ...options,
  }
  const app = createApp(settings)
  const fetch = async (request: Request) => app.fetch(request)
  const clientWith = (token?: string, headers?: Record<string, string>): Client =>
    createClient({ baseUrl: 'http://localhost', token, fetch, ...(headers && { headers }) })

  return {
    urls,
    db,
    /** What the server was made with, for another one beside it. */
    settings,
    /** The database as the owner of its tables, who sees all organizations: to arrange and to look. */
    owner,
    clock,
    /** TXT records by name, as the server sees them. */
    dns,
    fetch,
    clientWith,
    /** What keeps attachments, and where their content lies as files. */
    attachmentStore: attachmentStoreOf(settings),
    objectsFolder,
    stop: async () => {
      await rm(objectsFolder, { recursive: true, force: true })
      await db.close()
      await owner.close()
    },
    ...arrange(owner, clientWith),
  }
}

/** Shorthands that put rows where a test wants them. */
function arrange(owner: Database, clientWith: (token?: string) => Client) {
  const organization = async (
    values: { name?: string; policy?: PolicyValues } = {},
  ): Promise<TestOrganization> =>
    owner.transaction(async (tx) => {
      const slug = `o-${randomUUID().slice(0, 13)}`
      const name = values.name ?? `Organization ${slug}`
      const [row] = await tx.query<{ id: OrganizationId }>(sql`
        insert into organizations (name, slug, country, language, currency, time_zone)
        values (${name}, ${slug}, 'ID', 'en', 'IDR', 'Asia/Jakarta') returning id`)
      const { id } = row as { id: OrganizationId }
      const p = values.policy ?? {}
      await tx.query(
        sql`insert into organization_slugs (slug, organization_id) values (${slug}, ${id})`,
      )
      await tx.query(sql`
        insert into sign_in_policies (organization_id, first_factor, second_factor, evidence_seconds, session_seconds, idle_seconds)
        values (${id}, ${p.firstFactor ?? 'password'}, ${p.secondFactor ?? 'none'}, ${p.evidenceSeconds ?? null},
          ${p.sessionSeconds ?? 604_800}, ${p.idleSeconds ?? 86_400})`)
      return { id, name, slug, roles: await addDefaultRoles(tx, id) }
    })

  /** Somebody with a proved mailbox and the password of all test people. */
  const person = async (
    email = `p-${randomUUID().slice(0, 13)}@example.test`,
  ): Promise<TestPerson> => {
    const hash = await passwordHash
    return owner.transaction(async (tx) => {
      const [row] = await tx.query<{ id: IdentityId }>(
        sql`insert into identities (email, mailbox_proved_at) values (${email}, now()) returning id`,
      )
      const { id } = row as { id: IdentityId }
      await tx.query(
        sql`insert into passwords (identity_id, hash, changed_at) values (${id}, ${hash}, now())`,
      )
      return { id, email }
    })
  }

  const member = async (
    inside: TestOrganization,
    who: TestPerson,
    values: {
      role?: RoleTemplate | RoleId
      status?: MemberStatus
      entered?: boolean
      hubs?: HubId[]
      firstName?: string
    } = {},
  ): Promise<MemberId> =>
    owner.transaction(async (tx) => {
      const status = values.status ?? 'active'
      const role = values.role ?? 'owner'
      const roleId = role in inside.roles ? inside.roles[role as RoleTemplate] : role
      const [row] = await tx.query<{ id: MemberId }>(sql`
        insert into members (organization_id, identity_id, email, status, source, role_id, first_name, last_name, added_by,
          invitation_expires_at, first_entered_at, status_before_suspension)
        values (${inside.id}, ${who.id}, ${who.email}, ${status}, ${status === 'invited' ? 'invited' : 'added'}, ${roleId},
          ${values.firstName ?? 'Test'}, 'Person', 'Ana Admin',
          ${status === 'invited' ? new Date(Date.now() + 7 * 86_400_000) : null},
          ${status === 'invited' || values.entered === false ? null : new Date()},
          ${status === 'suspended' ? 'active' : null})
        returning id`)
      const { id } = row as { id: MemberId }
      for (const hub of values.hubs ?? [])
        await tx.query(
          sql`insert into member_hubs (organization_id, member_id, hub_id) values (${inside.id}, ${id}, ${hub})`,
        )
      return id
    })

  const hub = async (
    inside: TestOrganization,
    name = `Hub ${randomUUID().slice(0, 8)}`,
  ): Promise<HubId> =>
    owner.transaction(async (tx) => {
      const [row] = await tx.query<{ id: HubId }>(sql`
        insert into hubs (organization_id, name, latitude, longitude, country)
        values (${inside.id}, ${name}, -6.2, 106.8, 'ID') returning id`)
      return (row as { id: HubId }).id
    })

  /** Signs in over the API and enters one organization. */
  const signedIn = async (
    who: TestPerson,
    memberId: MemberId,
  ): Promise<{ client: Client; token: string }> => {
    const first = await clientWith().signIn({
      body: { email: who.email, password, transport: 'bearer' },
    })
    if (first.outcome === 'entered' && first.member.id === memberId)
      return { client: clientWith(first.token), token: first.token ?? '' }
    const pending = first.outcome === 'entered' ? first.token : first.pendingToken
    const entered = await clientWith(pending).switchOrganization({ body: { memberId } })
    if (entered.outcome !== 'entered') throw new Error(`expected to enter, was ${entered.outcome}`)
    return { client: clientWith(entered.token), token: entered.token ?? '' }
  }

  return { organization, person, member, hub, signedIn }
}

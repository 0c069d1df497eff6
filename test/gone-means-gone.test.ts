import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, createClient } from '#api/client.ts'
import type { MemberId, OperationId } from '#api/common.ts'
import { addFile } from '#server/files/file.ts'
import { makeFresh } from '#test/arrange-identity.ts'
import {
  password,
  startTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '#test/harness.ts'

// LG2, SW9: whoever is out, is out. Each way out × each way in: the next request is refused, and what streams ends. A new way out
// is a line of `waysOut`, a new way in a line of `waysIn`.

let app: TestApp
/** Another process on the same database. */
let second: TestApp
let picture: Blob
beforeAll(async () => {
  app = await startTestApp(undefined, { live: { lookMs: 30 } })
  second = await startTestApp(app.urls)
  const red = { width: 64, height: 64, channels: 3, background: 'red' } as const
  picture = new Blob([new Uint8Array(await sharp({ create: red }).png().toBuffer())], {
    type: 'image/png',
  })
})
afterAll(async () => {
  await second.stop()
  await app.stop()
})

/** Somebody inside an organization, by one session, beside its owner. */
interface Inside {
  organization: TestOrganization
  owner: Client
  ownersToken: string
  who: TestPerson
  memberId: MemberId
  /** Whom they are in another organization. */
  elsewhere: MemberId
  client: Client
  /** What shows the session: a bearer token or a cookie. */
  headers: Record<string, string>
}

async function enter(transport: 'bearer' | 'cookie'): Promise<Inside> {
  const organization = await app.organization()
  const boss = await app.person()
  const owner = await app.signedIn(boss, await app.member(organization, boss))
  const who = await app.person()
  const memberId = await app.member(organization, who, { role: 'admin' })
  const elsewhere = await app.member(await app.organization(), who)
  const shared = {
    organization,
    owner: owner.client,
    ownersToken: owner.token,
    who,
    memberId,
    elsewhere,
  }
  if (transport === 'bearer') {
    const { client, token } = await app.signedIn(who, memberId)
    return { ...shared, client, headers: { authorization: `Bearer ${token}` } }
  }
  const jar = new Map<string, string>()
  const client = createClient({
    baseUrl: 'http://localhost',
    headers: () => ({
      cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    }),
    fetch: async (request) => {
      const response = await app.fetch(request)
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        jar.set(name, value)
      }
      return response
    },
  })
  await client.signIn({ body: { email: who.email, password } })
  await client.switchOrganization({ body: { memberId } })
  // As it stands now: what a browser is given later does not concern this session.
  return { ...shared, client, headers: { cookie: `foyer_session=${jar.get('foyer_session')}` } }
}

const asOwner = (statement: ReturnType<typeof sql>) =>
  app.owner.transaction((tx) => tx.query(statement))

/** An operation of theirs that has made a file. */
const makeFile = ({ organization, memberId }: Inside, bytes: number): Promise<OperationId> =>
  app.owner.transaction(async (tx) => {
    const about = {
      kind: 'export',
      name: 'audit.csv',
      contentType: 'text/csv',
      expiresAt: new Date(Date.now() + 3_600_000),
    } as const
    const file = await addFile(tx, organization.id, about, Buffer.alloc(bytes), new Date())
    const [row] = await tx.query<{ id: OperationId }>(sql`
      insert into operations (organization_id, kind, status, member_id, input, file_id, created_at, ended_at)
      values (${organization.id}, 'audit-export', 'done', ${memberId}, '{}', ${file}, now(), now()) returning id`)
    return (row as { id: OperationId }).id
  })

interface WayOut {
  name: string
  leave: (inside: Inside) => Promise<unknown>
  /** What a request is told then; where it is not what everything is told, by the way in. `in`: it is still theirs to see. */
  told: string
  unlike?: Record<string, string>
}

const waysOut: WayOut[] = [
  {
    name: 'suspended',
    leave: ({ owner, memberId }) => owner.suspendUser({ params: { memberId } }),
    told: 'not-signed-in',
  },
  {
    name: 'removed',
    leave: ({ owner, memberId }) => owner.removeUser({ params: { memberId } }),
    told: 'not-signed-in',
  },
  {
    name: 'left',
    leave: ({ client }) => client.leaveOrganization(),
    told: 'not-signed-in',
  },
  {
    name: 'given a role without the permission',
    leave: ({ owner, memberId, organization }) =>
      owner.updateUser({ params: { memberId }, body: { roleId: organization.roles.field_user } }),
    told: 'not-permitted',
    // What came of one's work cannot be told from what is not there; photos are for every member.
    unlike: {
      'a live stream': 'not-found',
      'a download link': 'not-found',
      'a download that runs': 'not-found',
      'a photo': 'in',
    },
  },
  {
    name: 'signed out',
    leave: ({ client }) => client.signOut(),
    told: 'not-signed-in',
  },
  {
    name: 'signed out everywhere, from another session',
    leave: async ({ who, memberId }) =>
      (await app.signedIn(who, memberId)).client.signOutEverywhere(),
    told: 'not-signed-in',
  },
  {
    name: 'signed out by an administrator',
    leave: ({ owner, memberId }) => owner.endUserSessions({ params: { memberId } }),
    told: 'not-signed-in',
  },
  {
    name: 'switched away',
    leave: ({ client, elsewhere }) => client.switchOrganization({ body: { memberId: elsewhere } }),
    told: 'not-signed-in',
  },
  {
    name: 'asked for more by a stricter policy',
    leave: ({ organization }) =>
      asOwner(
        sql`update sign_in_policies set second_factor = 'email_otp' where organization_id = ${organization.id}`,
      ),
    told: 'step-up-required',
  },
  {
    name: 'signed in longer than the policy allows',
    leave: async ({ organization }) => {
      await asOwner(
        sql`update sign_in_policies set session_seconds = 300 where organization_id = ${organization.id}`,
      )
      await asOwner(
        sql`update sessions set created_at = now() - interval '6 minutes' where organization_id = ${organization.id}`,
      )
    },
    told: 'not-signed-in',
  },
  {
    name: 'in an organization that is being deleted',
    leave: async ({ owner, ownersToken, organization }) => {
      await makeFresh(app, ownersToken)
      await owner.startOrganizationDeletion({ body: { name: organization.name } })
    },
    told: 'not-signed-in',
  },
]

interface WayIn {
  name: string
  by: 'bearer' | 'cookie'
  /** Goes in, and gives back how to ask once more: `in`, or the type of the refusal. */
  enter: (inside: Inside) => Promise<() => Promise<string>>
}

const ask = async (
  to: TestApp,
  path: string,
  { headers }: Inside,
  accept = 'application/json',
): Promise<Response> =>
  to.fetch(new Request(`http://localhost${path}`, { headers: { ...headers, accept } }))
const told = async (response: Response): Promise<string> =>
  response.ok ? 'in' : typeOf(await response.json())
const typeOf = (document: unknown) =>
  String((document as { type: string }).type).replace('/problems/', '')

/** A request that wants a permission. */
const askingFor = (to: () => TestApp, path: string) => async (inside: Inside) => async () =>
  told(await ask(to(), path, inside))

const waysIn: WayIn[] = [
  { name: 'a cookie', by: 'cookie', enter: askingFor(() => app, '/api/v1/users') },
  { name: 'a bearer token', by: 'bearer', enter: askingFor(() => app, '/api/v1/users') },
  { name: 'a second process', by: 'bearer', enter: askingFor(() => second, '/api/v1/users') },
  {
    name: 'a photo',
    by: 'cookie',
    enter: async (inside) => {
      const { photoUrl } = await inside.owner.replaceMyPhoto({ upload: picture })
      return async () => told(await ask(app, photoUrl, inside))
    },
  },
  {
    name: 'a download link',
    by: 'cookie',
    enter: async (inside) => {
      const params = { operationId: await makeFile(inside, 100) }
      const { url } = await inside.client.createDownloadLink({ params })
      return async () => told(await ask(app, url, inside))
    },
  },
  {
    name: 'a live stream',
    by: 'cookie',
    enter: async (inside) => {
      const path = `/api/v1/operations/${await makeFile(inside, 100)}`
      const response = await ask(app, path, inside, 'text/event-stream')
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
      let text = ''
      return async () => {
        // Once that it is open; later until it ends.
        if (!text) text = (await reader?.read())?.value ?? ''
        if (text.includes('event: answer') && !text.includes('seen')) {
          text += 'seen'
          return 'in'
        }
        for (;;) {
          const { done, value } = (await reader?.read()) ?? { done: true }
          if (done) break
          text += value
        }
        return typeOf(JSON.parse(/event: refused\ndata: (.*)/.exec(text)?.[1] ?? '{}'))
      }
    },
  },
  {
    name: 'a download that runs',
    by: 'bearer',
    enter: async (inside) => {
      const params = { operationId: await makeFile(inside, 4_000_000) }
      const { url } = await inside.client.createDownloadLink({ params })
      const reader = (await ask(app, url, inside)).body?.getReader()
      await reader?.read()
      let asked = false
      return async () => {
        if (!asked) {
          asked = true
          return (await reader?.read())?.done ? 'ended' : 'in'
        }
        // It is looked at once a second.
        await sleep(1_050)
        try {
          while (!(await reader?.read())?.done);
          return 'taken whole'
        } catch (error) {
          return typeOf({ type: (error as { type?: string }).type })
        }
      }
    },
  },
]

describe.each(waysOut)('whoever is $name', ({ leave, told: usual, unlike }) => {
  test.concurrent.each(waysIn)('LG2, SW9: is out of $name', async ({ name, by, enter: goIn }) => {
    const inside = await enter(by)
    const tryAgain = await goIn(inside)
    expect(await tryAgain()).toBe('in')
    await leave(inside)
    expect(await tryAgain()).toBe(unlike?.[name] ?? usual)
  })
})

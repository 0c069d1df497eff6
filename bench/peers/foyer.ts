import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { userSorts } from '#api/members.ts'
import type { Contender, Ground, Scenario } from '../contender.ts'
import { findFreePort } from '../find-free-port.ts'
import { type Answer, askOnce, type Client, formatRequest } from '../load.ts'
import { clientsPerScenario, emailOf, type Group, groups, password } from '../paths.ts'
import { startPeer } from '../processes.ts'
import { crowdOwner, seedCrowd } from './seed-crowd.ts'
import { copied, seedFoyer } from './seed-foyer.ts'

type HttpScenario = Extract<Scenario, { port: number }>

const root = join(import.meta.dirname, '../..')

/** A session may read so often in a minute; whoever reads more often than that has several. */
const sessionsPerReader = 16

const Entered = z.object({ outcome: z.literal('entered'), token: z.string() })
const Row = z.object({ memberId: z.string(), organizationId: z.string() })
const Choose = z.object({
  outcome: z.literal('choose'),
  pendingToken: z.string(),
  organizations: z.array(Row),
})

/** Foyer as it is shipped: the built server, as its own roles, on the same PostgreSQL. */
export async function startFoyer(ground: Ground): Promise<Contender[]> {
  if (ground.build) {
    const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.ts')], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    if (status !== 0) throw new Error('Foyer could not be built, see above')
  }
  const port = await findFreePort()
  const { peer, ready } = startPeer(
    'Foyer',
    [join(root, 'dist/server/main.js'), 'start'],
    ground.cores,
    {
      DATABASE_URL: ground.appUrl,
      DATABASE_OWNER_URL: ground.ownerUrl,
      FOYER_DATA: join(ground.folder, 'foyer'),
      FOYER_PORT: String(port),
      FOYER_LOG_LEVEL: 'warn',
      // As behind a proxy, so that the clients can come from many addresses: the rate limits stay on.
      FOYER_TRUST_PROXY: '1',
      FOYER_SMTP_URL: 'smtp://127.0.0.1:9',
      FOYER_MAIL_FROM: 'bench@foyer.example',
    },
  )
  await Promise.race([ready, isHealthy(port)])
  await seedFoyer(ground.superuserUrl)

  const send = (method: string, path: string, token: string | null, body?: unknown, extra = {}) =>
    formatRequest(
      method,
      `/api/v1${path}`,
      {
        'x-forwarded-for': nextAddress(),
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...extra,
      },
      body,
    )
  const signInAs = (email: string) =>
    send('POST', '/sign-in', null, { email, password, transport: 'bearer' })
  const signIn = (group: Group, client: number) => signInAs(emailOf(group, client))

  type Visitor = { token: string; rows: z.infer<typeof Row>[] }

  /** One client of a group, signed in and inside its first organization. */
  const enter = async (group: Group, index: number): Promise<Visitor> => {
    const visitor: Visitor = { token: '', rows: [] }
    await askOnce(port, {
      next: () => signIn(group, index),
      accept: ({ body }) => {
        const outcome = z.union([Entered, Choose]).parse(JSON.parse(body()))
        if (outcome.outcome === 'entered') visitor.token = outcome.token
        else {
          visitor.token = outcome.pendingToken
          visitor.rows = outcome.organizations
        }
      },
    })
    const [row] = visitor.rows
    if (row !== undefined)
      await askOnce(port, {
        next: () => send('PUT', '/session/organization', visitor.token, { memberId: row.memberId }),
        accept: ({ body }) => {
          visitor.token = Entered.parse(JSON.parse(body())).token
        },
      })
    return visitor
  }
  const enterAll = async (group: Group) => {
    const visitors: Visitor[] = []
    for (let index = 0; index < clientsPerScenario; index++)
      visitors.push(await enter(group, index))
    return visitors
  }

  const get = async (
    group: Group,
    path: string,
    check: (index: number) => (answer: Answer) => void,
  ): Promise<HttpScenario> => ({
    port,
    clients: await Promise.all(
      Array.from({ length: clientsPerScenario }, async (_, index): Promise<Client> => {
        const requests: Buffer[] = []
        for (let count = 0; count < sessionsPerReader; count++)
          requests.push(Buffer.from(send('GET', path, (await enter(group, index)).token)))
        let turn = 0
        return {
          next: () => {
            turn = (turn + 1) % requests.length
            return requests[turn] ?? ''
          },
          check: check(index),
        }
      }),
    ),
  })
  const session = () =>
    get('two', '/session', (index) => ({ body }) => {
      const Session = z.object({
        email: z.literal(emailOf('two', index)),
        role: z.object({ template: z.literal('owner') }),
        permissions: z.array(z.string()).nonempty(),
        missing: z.tuple([]),
      })
      Session.parse(JSON.parse(body()))
    })
  const list = (group: Group) =>
    get(group, '/me/organizations', () => ({ body }) => {
      const { organizations } = z.object({ organizations: z.array(Row) }).parse(JSON.parse(body()))
      const { memberships } = groups[group]
      if (organizations.length !== memberships)
        throw new Error(`listed ${organizations.length} organizations, not ${memberships}`)
    })
  let crowd: ReturnType<typeof seedCrowd> | undefined
  /** One administrator who looks at page after page of a very long user table, each another one. */
  const users = async (
    queries: (crowd: Awaited<ReturnType<typeof seedCrowd>>) => Record<string, string>[],
    itemsMin: number,
  ): Promise<HttpScenario> => {
    crowd ??= seedCrowd(ground.superuserUrl)
    const wished = queries(await crowd)
    const tokens: string[] = []
    for (let count = 0; count < sessionsPerReader; count++)
      await askOnce(port, {
        next: () => signInAs(crowdOwner),
        accept: ({ body }) => void tokens.push(Entered.parse(JSON.parse(body())).token),
      })
    const Page = z.object({ items: z.array(z.unknown()), nextCursor: z.string().nullable() })
    // Each goes on where it is, to the end and from the beginning again.
    const places = wished.map(() => null as string | null)
    let turn = 0
    return {
      port,
      clients: [
        {
          next: () => {
            turn += 1
            const cursor = places[turn % wished.length]
            const query = {
              limit: '50',
              ...wished[turn % wished.length],
              ...(cursor && { cursor }),
            }
            const token = tokens[turn % tokens.length] ?? ''
            return send('GET', `/users?${new URLSearchParams(query)}`, token)
          },
          accept: ({ body }) => {
            const page = Page.parse(JSON.parse(body()))
            if (places[turn % wished.length] === null && page.items.length < itemsMin)
              throw new Error(`listed ${page.items.length} users, not ${itemsMin}`)
            places[turn % wished.length] = page.nextCursor
          },
        },
      ],
    }
  }
  const signIns = () =>
    Array.from(
      { length: clientsPerScenario },
      (_, index): Client => ({
        next: () => signIn('one', index),
        check: ({ body }) => void Entered.parse(JSON.parse(body())),
      }),
    )

  return [
    {
      name: 'Foyer',
      note: 'The built server as it is shipped, rate limits, audit and row-level security on; by bearer token.',
      peer,
      prepare: {
        'session-check': session,
        'session-check-beside-sign-ins': async () => ({
          ...(await session()),
          beside: signIns().slice(0, 8),
        }),
        'my-organizations-2': () => list('two'),
        'my-organizations-50': () => list('fifty'),
        'my-organizations-2000': () => list('many'),
        switch: async () => ({
          port,
          clients: (await enterAll('two')).map((visitor): Client => {
            let step = 0
            return {
              next: () => {
                step += 1
                const { memberId } = visitor.rows[step % 2] ?? {}
                return send('PUT', '/session/organization', visitor.token, { memberId })
              },
              accept: ({ body }) => {
                visitor.token = Entered.parse(JSON.parse(body())).token
              },
            }
          }),
        }),
        create: async () => ({
          port,
          clients: (await enterAll('founder')).map((visitor): Client => {
            const Created = z.object({
              report: z.object({ copied: z.object({ hubs: z.literal(copied.hubs) }) }),
              session: Entered,
            })
            return {
              next: () =>
                send(
                  'POST',
                  '/organizations',
                  visitor.token,
                  { name: 'Another organization', copyFromFirst: true },
                  { 'idempotency-key': crypto.randomUUID() },
                ),
              accept: ({ body }) => {
                visitor.token = Created.parse(JSON.parse(body())).session.token
              },
            }
          }),
        }),
        'sign-in': async () => ({ port, clients: signIns() }),
        'users-list': () => users(() => userSorts.map((sort) => ({ sort })), 50),
        'users-search': () =>
          users(
            () =>
              [
                'budi',
                'citra wijaya',
                'person4711',
                '@crowd42',
                'E-777',
                'a',
                'zz',
                'person',
              ].flatMap((q) => (['name', '-lastVisited'] as const).map((sort) => ({ q, sort }))),
            0,
          ),
        'users-filter': () =>
          users(
            ({ hubId, roleId }) =>
              [
                { status: 'suspended' },
                { roleId },
                { hubId },
                { source: 'imported' },
                { signIn: 'guest' },
                { hubId, status: 'active', signIn: 'policy' },
                { q: 'dewi', hubId },
              ].flatMap((filter) =>
                (['name', 'email', '-created'] as const).map((sort) => ({ ...filter, sort })),
              ),
            1,
          ),
      },
    },
  ]
}

let addresses = 0
/** A new address of 10.0.0.0/8 for each request. */
function nextAddress(): string {
  addresses += 1
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`
}

async function isHealthy(port: number): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null)
    if (response?.ok) return
    if (Date.now() > deadline) throw new Error('Foyer was not healthy within 60 seconds')
    await sleep(100)
  }
}

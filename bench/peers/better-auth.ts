import { createHash } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import type { Contender, Ground, Scenario } from '../contender.ts'
import { findFreePort } from '../find-free-port.ts'
import { type Answer, askOnce, type Client, formatRequest } from '../load.ts'
import { clientsPerScenario, emailOf, type Group, groups, password } from '../paths.ts'
import { type Peer, startPeer } from '../processes.ts'

/** As `better-auth/server.ts` reads it from `BENCH_VARIANT`. */
type Variant = 'default' | 'cookie-cache' | 'adjusted'

export async function startBetterAuth(ground: Ground): Promise<Contender[]> {
  const standard = await startVariant(ground, 'default')
  const cached = await startVariant(ground, 'cookie-cache')
  const adjusted = await startVariant(ground, 'adjusted')
  return [
    {
      name: 'Better Auth',
      note: 'Its defaults for production with the organization plugin and joins. `/get-session` tells user, session and active organization, not the role.',
      peer: standard.peer,
      prepare: {
        'session-check': () => standard.get('two', '/api/auth/get-session', checkSession),
        'session-check-beside-sign-ins': async () => ({
          ...(await standard.get('two', '/api/auth/get-session', checkSession)),
          beside: standard.signIns().slice(0, 8),
        }),
        'my-organizations-2': () => standard.list('two', groups.two.memberships),
        'my-organizations-50': () => standard.list('fifty', groups.fifty.memberships),
        // Its list stops silently at `defaultFindManyLimit`.
        'my-organizations-2000': () => standard.list('many', 100),
        switch: standard.switches,
        create: standard.creates,
        'sign-in': async () => ({ port: standard.port, clients: standard.signIns() }),
      },
    },
    {
      name: 'Better Auth, with role',
      note: 'The same, and what Foyer tells: an application route that asks it for the session and the active member.',
      peer: standard.peer,
      prepare: { 'session-check': () => standard.get('two', '/me', checkRole) },
    },
    {
      name: 'Better Auth, cookie cache',
      note: 'Its documented cache: a signed cookie is believed for 5 minutes, so an ended session goes on working that long. Not the promise that Foyer makes.',
      peer: cached.peer,
      prepare: {
        'session-check': () => cached.get('two', '/api/auth/get-session', checkSession),
        'my-organizations-2': () => cached.list('two', groups.two.memberships),
        'my-organizations-50': () => cached.list('fifty', groups.fifty.memberships),
      },
    },
    {
      name: 'Better Auth, adjusted',
      note: 'Not its defaults: `defaultFindManyLimit` raised so that the list is whole, and the password hash of Foyer instead of its scrypt.',
      peer: adjusted.peer,
      prepare: {
        'my-organizations-2000': () => adjusted.list('many', groups.many.memberships),
        'sign-in': async () => ({ port: adjusted.port, clients: adjusted.signIns() }),
      },
    },
  ]
}

type HttpScenario = Extract<Scenario, { port: number }>

type Server = {
  peer: Peer
  port: number
  get: (
    group: Group,
    path: string,
    check: (email: string) => Client['check'],
  ) => Promise<HttpScenario>
  list: (group: Group, expected: number) => Promise<HttpScenario>
  switches: () => Promise<HttpScenario>
  creates: () => Promise<HttpScenario>
  signIns: () => Client[]
}

async function startVariant(ground: Ground, variant: Variant): Promise<Server> {
  const database = `better_auth_${variant.replace('-', '_')}`
  const client = new pg.Client({ connectionString: ground.superuserUrl })
  await client.connect()
  await client.query(`create database ${database}`)
  await client.end()
  const url = new URL(ground.superuserUrl)
  url.pathname = `/${database}`
  const port = await findFreePort()
  const file = join(import.meta.dirname, '../better-auth/server.ts')
  const { peer, ready } = startPeer(`Better Auth (${variant})`, [file], ground.cores, {
    DATABASE_URL: url.href,
    PORT: String(port),
    BENCH_VARIANT: variant,
  })
  await ready
  const post = (path: string, cookies: Cookies, body: unknown) =>
    formatRequest(
      'POST',
      `/api/auth${path}`,
      { origin: `http://127.0.0.1:${port}`, ...cookies.header() },
      body,
    )

  /** Cookies of every client, signed in and with its first organization active. */
  const enter = async (group: Group): Promise<Cookies[]> => {
    const all: Cookies[] = []
    for (let index = 0; index < clientsPerScenario; index++) {
      const cookies = new Cookies()
      const accept = (answer: Answer) => cookies.take(answer)
      const email = emailOf(group, index)
      await askOnce(port, {
        next: () => post('/sign-in/email', cookies, { email, password }),
        accept,
      })
      const organizationId = organizationIdOf(groups[group].first(index))
      await askOnce(port, {
        next: () => post('/organization/set-active', cookies, { organizationId }),
        accept,
      })
      all.push(cookies)
    }
    return all
  }

  const server: Server = {
    peer,
    port,
    async get(group, path, check) {
      const entered = await enter(group)
      const clients = entered.map((cookies, index): Client => {
        const request = Buffer.from(formatRequest('GET', path, cookies.header()))
        const look = check(emailOf(group, index))
        return { next: () => request, ...(look && { check: look }) }
      })
      return { port, clients }
    },
    list: (group, expected) =>
      server.get(group, '/api/auth/organization/list', () => ({ body }) => {
        const { length } = z.array(z.object({ id: z.string() })).parse(JSON.parse(body()))
        if (length !== expected) throw new Error(`listed ${length} organizations, not ${expected}`)
      }),
    async switches() {
      const entered = await enter('two')
      const clients = entered.map((cookies, index): Client => {
        let step = 0
        return {
          next: () => {
            step += 1
            const organizationId = organizationIdOf(groups.two.first(index) + (step % 2))
            return post('/organization/set-active', cookies, { organizationId })
          },
          accept: (answer) => cookies.take(answer),
        }
      })
      return { port, clients }
    },
    async creates() {
      const entered = await enter('founder')
      const clients = entered.map((cookies): Client => {
        return {
          next: () =>
            post('/organization/create', cookies, {
              name: 'Another organization',
              slug: crypto.randomUUID(),
            }),
          accept: (answer) => cookies.take(answer),
        }
      })
      return { port, clients }
    },
    signIns: () =>
      Array.from({ length: clientsPerScenario }, (_, index) => {
        const request = Buffer.from(
          post('/sign-in/email', new Cookies(), { email: emailOf('one', index), password }),
        )
        return { next: () => request }
      }),
  }
  return server
}

const checkSession = (email: string) => (answer: Answer) => {
  const Session = z.object({
    user: z.object({ email: z.literal(email) }),
    session: z.object({ activeOrganizationId: z.string() }),
  })
  Session.parse(JSON.parse(answer.body()))
}

const checkRole = (email: string) => (answer: Answer) => {
  const Role = z.object({ user: z.object({ email: z.literal(email) }), role: z.literal('owner') })
  Role.parse(JSON.parse(answer.body()))
}

/** As `better-auth/server.ts` makes them. */
const organizationIdOf = (number: number) =>
  createHash('md5').update(`organization ${number}`).digest('hex')

/** The cookies of one browser, as far as a benchmark needs them. */
class Cookies {
  #values = new Map<string, string>()

  take({ head }: Answer): void {
    for (const [, name = '', value = ''] of head.matchAll(/\r\nset-cookie: ([^=]+)=([^;\r]*)/gi))
      this.#values.set(name, value)
  }

  header(): { cookie?: string } {
    if (this.#values.size === 0) return {}
    return { cookie: [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ') }
  }
}

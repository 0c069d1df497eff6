/** Better Auth behind Hono, as its documentation sets it up, on a database of its own. */
import { serve } from '@hono/node-server'
import { hash, verify } from '@node-rs/argon2'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { organization } from 'better-auth/plugins'
import { Hono } from 'hono'
import pg from 'pg'
import {
  clientsPerScenario,
  emailOf,
  type Group,
  groups,
  listMemberships,
  organizationsTotal,
  password,
} from '../paths.ts'

const variant = process.env.BENCH_VARIANT
const port = Number(process.env.PORT)
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 })
const argon2id = { memoryCost: 19456, timeCost: 2, parallelism: 1 }
const unlimited = { window: 60, max: 1_000_000_000 }

const auth = betterAuth({
  baseURL: `http://127.0.0.1:${port}`,
  secret: 'only-for-a-benchmark-on-loopback-0123456789',
  database: pool,
  telemetry: { enabled: false },
  emailAndPassword: {
    enabled: true,
    ...(variant === 'adjusted' && {
      password: {
        hash: (plain: string) => hash(plain, argon2id),
        verify: (attempt: { hash: string; password: string }) =>
          verify(attempt.hash, attempt.password),
      },
    }),
  },
  // On, as in production by default, and counting; only the numbers are out of reach.
  rateLimit: { enabled: true, ...unlimited, customRules: { '/sign-in/*': unlimited } },
  session: { cookieCache: { enabled: variant === 'cookie-cache', maxAge: 5 * 60 } },
  advanced: {
    database: {
      // Off by default; on, its list of 50 organizations is nearly twice as fast.
      joins: true,
      ...(variant === 'adjusted' && { defaultFindManyLimit: 10_000 }),
    },
  },
  plugins: [organization()],
})

await (await getMigrations(auth.options)).runMigrations()
await seed()

const app = new Hono()
app.on(['POST', 'GET'], '/api/auth/*', (context) => auth.handler(context.req.raw))
// What an application asks before it answers anything: who is this, here, and as what?
app.get('/me', async (context) => {
  const { headers } = context.req.raw
  const session = await auth.api.getSession({ headers })
  if (session === null) return context.json(null, 401)
  const member = await auth.api.getActiveMember({ headers })
  return context.json({ user: session.user, role: member?.role })
})
const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () =>
  process.send?.('ready'),
)
process.on('disconnect', () => process.exit())
process.on('SIGTERM', () => server.close(() => process.exit()))

/** Straight into its tables: the people, their password, and who belongs where. */
async function seed(): Promise<void> {
  const { password: hasher } = await auth.$context
  const passwordHash = await hasher.hash(password)
  const users = (Object.keys(groups) as Group[]).flatMap((group) =>
    Array.from({ length: clientsPerScenario }, (_, client) => emailOf(group, client)),
  )
  const memberships = [...listMemberships()]
  await pool.query(
    `insert into "user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
     select md5(email), email, email, true, now(), now() from unnest($1::text[]) email`,
    [users],
  )
  await pool.query(
    `insert into account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
     select md5('account ' || email), md5(email), 'credential', md5(email), $2, now(), now()
     from unnest($1::text[]) email`,
    [users, passwordHash],
  )
  await pool.query(
    `insert into organization (id, name, slug, "createdAt")
     select md5('organization ' || n), 'Organization ' || n, 'organization-' || n, now()
     from generate_series(0, $1 - 1) n`,
    [organizationsTotal],
  )
  await pool.query(
    `insert into member (id, "organizationId", "userId", role, "createdAt")
     select md5(email || ' in ' || n), md5('organization ' || n), md5(email), 'owner', now()
     from unnest($1::text[], $2::int[]) m (email, n)`,
    [
      memberships.map(({ group, client }) => emailOf(group, client)),
      memberships.map(({ organization: number }) => number),
    ],
  )
  await pool.query('vacuum analyze')
}

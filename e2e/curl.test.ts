import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { journey } from './browser.ts'
import { signInAs } from './team.ts'
import { enterBy, inFrameOf } from './walk.ts'

const run = promisify(execFile)

/** Calls the server as a program would, by curl; answers the status and the JSON. */
async function curl(path: string, ...options: string[]) {
  const { stdout } = await run('curl', [
    '--silent',
    '--show-error',
    '--max-time',
    '10',
    '--write-out',
    '\n%{http_code}',
    ...options,
    `${inject('origin')}${path}`,
  ])
  const at = stdout.lastIndexOf('\n')
  const body = stdout.slice(0, at)
  return { status: Number(stdout.slice(at + 1)), json: body ? JSON.parse(body) : null }
}

const asJson = (body: object) => [
  '--header',
  'Content-Type: application/json',
  '--data',
  JSON.stringify(body),
]
const bearer = (token: string) => ['--header', `Authorization: Bearer ${token}`]

interface Account {
  email: string
  password: string
  organizations: { name: string; role: string }[]
}

/** The demo's account that owns one organization and belongs to others. */
const maya = (): Account => {
  const { accounts } = JSON.parse(inject('demo')) as { accounts: Account[] }
  const account = accounts.find(({ organizations }) => organizations.length > 2)
  if (!account) throw new Error('the demo has nobody in several organizations')
  return account
}

const signIn = async () => {
  const { email, password } = maya()
  const { json } = await curl(
    '/api/v1/sign-in',
    ...asJson({ email, password, transport: 'bearer' }),
  )
  return json
}

test('IN2: the three calls of the README, by curl', async () => {
  const chosen = await signIn()
  expect(chosen.outcome).toBe('choose')

  const mine = await curl('/api/v1/me/organizations', ...bearer(chosen.pendingToken))
  expect(mine).toMatchObject({ status: 200, json: { current: null, pendingInvitations: [] } })
  const second = mine.json.organizations[1]

  const entered = await curl(
    '/api/v1/session/organization',
    '--request',
    'PUT',
    ...bearer(chosen.pendingToken),
    ...asJson({ memberId: second.memberId }),
  )
  expect(entered).toMatchObject({
    status: 200,
    json: { outcome: 'entered', landing: `/o/${second.slug}/tasks` },
  })

  const key = randomUUID()
  const wish = asJson({ name: `By curl ${key.slice(0, 8)}`, copyFromFirst: true })
  const create = (token: string) =>
    curl('/api/v1/organizations', ...bearer(token), '--header', `Idempotency-Key: ${key}`, ...wish)
  const created = await create(entered.json.token)
  expect(created).toMatchObject({ status: 201, json: { session: { outcome: 'entered' } } })
  const again = await create(created.json.session.token)
  expect(again.json.organization).toEqual(created.json.organization)
})

test('SW3: a token of before the switch is refused on its very next use', async () => {
  const chosen = await signIn()
  const go = (token: string, memberId: string) =>
    curl(
      '/api/v1/session/organization',
      '--request',
      'PUT',
      ...bearer(token),
      ...asJson({ memberId }),
    )
  const [first, second] = chosen.organizations
  const here = await go(chosen.pendingToken, first.memberId)
  const there = await go(here.json.token, second.memberId)
  expect(there.json.outcome).toBe('entered')
  for (const stolen of [chosen.pendingToken, here.json.token])
    for (const path of ['/api/v1/session', '/api/v1/me/organizations', '/api/v1/tasks'])
      expect(await curl(path, ...bearer(stolen))).toMatchObject({
        status: 401,
        json: { type: '/problems/not-signed-in' },
      })
  expect((await curl('/api/v1/session', ...bearer(there.json.token))).status).toBe(200)
})

journey('SW3: a cookie stolen from a browser dies when that browser switches', async ({ page }) => {
  const { email, password, organizations } = maya()
  const [from, to] = organizations
  if (!from || !to) throw new Error('the demo has nobody in several organizations')
  await signInAs(page, { email, password })
  await enterBy(page, `Sign In: ${from.name}`)
  await inFrameOf(page, from)
  const cookies = await page.context().cookies()
  const stolen = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  expect(await curl('/api/v1/session', '--cookie', stolen)).toMatchObject({
    status: 200,
    json: { organization: { name: from.name } },
  })

  await page.getByRole('button', { name: `${from.name}, show your organizations` }).click()
  await page.getByRole('menuitem', { name: new RegExp(to.name) }).click()
  // Over there they may speak another language: only the address is known.
  await page.waitForURL(/\/o\/kopi-rakyat\/tasks$/)
  expect((await curl('/api/v1/session', '--cookie', stolen)).status).toBe(401)
})

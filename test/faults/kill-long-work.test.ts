import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, createClient } from '#api/client.ts'
import type { OperationId } from '#api/common.ts'
import type { Operation } from '#api/operations.ts'
import { type Foyer, startFoyer } from '#e2e/foyer.ts'
import { openDatabase } from '#server/platform/database.ts'
import { joinEmbeddedPostgres } from '#server/platform/embedded-postgres.ts'

// The built server, and a kill -9 in the midst of what goes on in the background.

let folder: string
let foyer: Foyer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-kill-'))
  await chmod(folder, 0o711)
  foyer = await startFoyer({ folder })
})
afterAll(async () => {
  await foyer.stop()
  await rm(folder, { recursive: true, force: true })
})

const clientWith = (token?: string): Client => createClient({ baseUrl: foyer.origin, token })

/** An owner of the demo, inside an organization whose door opens on a password. */
async function signIn(): Promise<string> {
  for (const { email, password } of (await clientWith().getAbout()).demo?.accounts ?? []) {
    const first = await clientWith().signIn({ body: { email, password, transport: 'bearer' } })
    const pending = first.outcome === 'entered' ? first.token : first.pendingToken
    const { organizations } = await clientWith(pending).listMyOrganizations()
    const own = organizations.find(
      (row) => row.roleTemplate === 'owner' && row.requires.length === 0,
    )
    if (!own) continue
    const entered = await clientWith(pending).switchOrganization({
      body: { memberId: own.memberId },
    })
    if (entered.outcome === 'entered') return entered.token ?? ''
  }
  throw new Error('nobody of the demo owns an organization that opens')
}

const look = (token: string, operationId: OperationId) =>
  clientWith(token).getOperation({ params: { operationId } })

async function untilEnded(token: string, id: OperationId): Promise<Operation> {
  for (let n = 0; n < 1500; n++) {
    const operation = await look(token, id)
    if (operation.status !== 'running') return operation
    await sleep(200)
  }
  throw new Error('it goes on no more')
}

/** Until it is further than it was, so that a blow falls into the midst of it; and a moment more. */
async function untilUnderWay(token: string, id: OperationId): Promise<void> {
  const before = await look(token, id)
  for (let now = before; now.status === 'running' && now.done <= before.done; )
    now = await look(token, id)
  await sleep(Math.random() * 100)
}

async function withOwner<T extends object>(statement: ReturnType<typeof sql>): Promise<T[]> {
  const { ownerUrl } = await joinEmbeddedPostgres(folder)
  const owner = openDatabase({ connectionString: ownerUrl, poolSize: 1 })
  try {
    return await owner.transaction((tx) => tx.query<T>(statement))
  } finally {
    await owner.close()
  }
}

test('US4: kill -9 in the midst of an import, again and again, and every row is imported once', async () => {
  const token = await signIn()
  const people = 3_000
  const rows = Array.from({ length: people }, (_, n) => `killed-${n}@example.test,First ${n}`)
  const { id: importId } = await clientWith(token).createUserImport({
    query: { name: 'people.csv' },
    upload: new Blob([`email,first name\n${rows.join('\n')}\n`], { type: 'text/csv' }),
  })
  const { items } = await clientWith(token).listRoles()
  const roleId = items.find(({ template }) => template === 'field_user')?.id
  if (!roleId) throw new Error('an organization without its default roles')
  const { id } = await clientWith(token).startUserImport({ params: { importId }, body: { roleId } })

  let inTheMidst = 0
  for (let round = 0; round < 4; round++) {
    await untilUnderWay(token, id)
    foyer.process.kill('SIGKILL')
    foyer = await startFoyer({ folder })
    const { status, done } = await look(token, id)
    if (status === 'running' && done > 0) inTheMidst++
  }
  expect(await untilEnded(token, id)).toMatchObject({
    status: 'done',
    done: people,
    counts: { added: people, updated: 0, unchanged: 0, refused: 0 },
  })
  const [stands] = await withOwner<{
    members: number
    mails: number
    told: number
    rows: number
  }>(sql`select
    (select count(*) from members where source = 'imported') as members,
    (select count(*) from mails where recipient like 'killed-%') as mails,
    (select count(*) from audit_events where action = 'user.added' and details ->> 'operationId' = ${id}) as told,
    (select count(*) from import_rows) as rows`)
  expect(stands).toEqual({ members: people, mails: people, told: people, rows: 0 })
  // Else the blow never fell into the midst of anything.
  expect(inTheMidst).toBeGreaterThan(0)
})

test('TK1: kill -9 in the midst of an import of tasks, and every row is a task once', async () => {
  const token = await signIn()
  const client = () => clientWith(token)
  const [hub] = (await client().listMyHubs()).items
  const flow = await client().createFlow({
    body: {
      name: `Killed ${Date.now()}`,
      pages: [{ title: 'Form', components: [{ id: 'note', kind: 'text', title: 'Note' }] }],
    },
  })
  const tasks = 1_000
  const rows = Array.from({ length: tasks }, (_, n) => `Killed ${n},Note ${n}`)
  const { id: importId } = await client().createTaskImport({
    query: { name: 'tasks.csv', flowId: flow.id },
    upload: new Blob([`title,note\n${rows.join('\n')}\n`], { type: 'text/csv' }),
  })
  const { id } = await client().startTaskImport({
    params: { importId },
    body: { hubId: hub?.id },
  })
  let inTheMidst = 0
  for (let round = 0; round < 4; round++) {
    await untilUnderWay(token, id)
    foyer.process.kill('SIGKILL')
    foyer = await startFoyer({ folder })
    const { status, done } = await look(token, id)
    if (status === 'running' && done > 0) inTheMidst++
  }
  expect(await untilEnded(token, id)).toMatchObject({
    status: 'done',
    done: tasks,
    counts: { added: tasks, refused: 0 },
  })
  const [stands] = await withOwner<object>(sql`select
    (select count(*) from tasks where title like 'Killed %') as tasks,
    (select count(distinct title) from tasks where title like 'Killed %') as titles,
    (select count(*) from task_entries where kind = 'imported') as entries,
    (select count(*) from audit_events where action = 'task.created' and details ->> 'operationId' = ${id}) as told`)
  expect(stands).toEqual({ tasks, titles: tasks, entries: tasks, told: tasks })
  // Else the blow never fell into the midst of anything.
  expect(inTheMidst).toBeGreaterThan(0)
})

test('OR4: an export that was killed begins anew, and leaves one archive', async () => {
  const token = await signIn()
  await clientWith(token).sendEmailCode()
  const [mail] = await withOwner<{ code: string }>(
    sql`select "values" ->> 'token' as code from mails where template = 'email-code' order by id desc limit 1`,
  )
  await clientWith(token).proveEmailCode({ body: { code: mail?.code ?? '' } })
  const { id } = await clientWith(token).exportOrganization()
  await sleep(50)
  foyer.process.kill('SIGKILL')
  foyer = await startFoyer({ folder })
  const { status, file } = await untilEnded(token, id)
  expect(status).toBe('done')
  expect(file?.bytes).toBeGreaterThan(10_000)
  expect(await withOwner(sql`select id from files where kind = 'export'`)).toHaveLength(1)
})

import { setTimeout as sleep } from 'node:timers/promises'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Client } from '#api/client.ts'
import type { MemberId, OperationId, OrganizationId } from '#api/common.ts'
import { type Permission, permissions } from '#api/permissions.ts'
import { problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import { addFile, appendToFile } from '#server/files/file.ts'
import { confine, type Tx } from '#server/platform/database.ts'
import { createLog } from '#server/platform/log.ts'
import { freshDatabase } from '#test/database.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { runJobs } from '#test/run-jobs.ts'
import { untilBlocked } from '#test/until-blocked.ts'
import { findActing } from './find-acting.ts'
import { holdRunning, takeTurn } from './operation.ts'
import { operationPerformer, type Step, type Stepped } from './operation-performer.ts'
import { startOperation } from './start-operation.ts'
import { startUndo } from './start-undo.ts'

let app: TestApp
beforeAll(async () => {
  // Its own: jobs of the same kind that other tests have left would be taken for ours.
  app = await startTestApp(await freshDatabase())
})
afterAll(() => app.stop())

interface Someone {
  inside: TestOrganization
  id: MemberId
  client: Client
  token: string
}

/** An owner beside one who stays, so that the first may be suspended. */
async function someone(inside?: TestOrganization): Promise<Someone> {
  const where = inside ?? (await app.organization())
  await app.member(where, await app.person())
  const who = await app.person()
  const id = await app.member(where, who)
  return { inside: where, id, ...(await app.signedIn(who, id)) }
}

const within = <T>(id: OrganizationId, work: (tx: Tx) => Promise<T>): Promise<T> =>
  app.db.transaction(async (tx) => {
    await confine(tx, id)
    return work(tx)
  })
const asThem = <T>({ inside, id }: Someone, work: (tx: Tx, acting: Acting) => Promise<T>) =>
  within(inside.id, async (tx) => {
    const acting = await findActing(tx, id)
    if (!acting) throw new Error('nobody')
    return work(tx, acting)
  })
const start = (who: Someone, values: Partial<Parameters<typeof startOperation>[2]> = {}) =>
  asThem(who, (tx, acting) =>
    startOperation(
      tx,
      acting,
      { kind: 'audit-export', input: { upTo: 3 }, ...values },
      app.clock.now ?? new Date(),
    ),
  )
const performer = (
  step: (tx: Tx, step: Step) => Promise<Stepped>,
  permission: Permission | ((input: object) => Permission) = 'audit:view',
) => operationPerformer({ kind: 'audit-export', permission, step })
const run = (step: (tx: Tx, step: Step) => Promise<Stepped>) =>
  runJobs(app, 'operation-audit-export', performer(step))

/** Adds a hub a step, named by its number, until there are as many as asked for. */
const addHubs = async (tx: Tx, { organizationId, input, state, done }: Step): Promise<Stepped> => {
  const n = Number(state.n ?? 0) + 1
  await tx.query(
    sql`insert into hubs (organization_id, name, latitude, longitude) values (${organizationId}, ${`Hub ${n}`}, 0, 0)`,
  )
  return { state: { n }, done: done + 1, counts: { added: n }, finished: n === input.upTo }
}
const hubsOf = async (inside: TestOrganization) => {
  const rows = await app.owner.transaction((tx) =>
    tx.query<{ name: string }>(
      sql`select name from hubs where organization_id = ${inside.id} order by name`,
    ),
  )
  return rows.map(({ name }) => name)
}
const get = (who: Someone, operationId: OperationId) =>
  who.client.getOperation({ params: { operationId } })
const notFound = { type: 'not-found' }

test('an operation runs step by step to its end, and tells how far it is', async () => {
  const who = await someone()
  const started = await start(who, { total: 3 })
  expect(started).toMatchObject({ status: 'running', done: 0, total: 3, counts: {}, endedAt: null })
  const seen: number[] = []
  await run(async (tx, step) => {
    seen.push(step.done)
    return addHubs(tx, step)
  })
  expect(seen).toEqual([0, 1, 2])
  expect(await get(who, started.id)).toMatchObject({
    status: 'done',
    done: 3,
    counts: { added: 3 },
    failure: null,
    endedAt: expect.any(String),
  })
  expect((await who.client.listOperations()).items.map(({ id }) => id)).toEqual([started.id])
})

test('what a step did, its state and its progress are one: after a crash it goes on where it stood', async () => {
  const who = await someone()
  const { id } = await start(who)
  let crash = true
  const crashing = async (tx: Tx, step: Step) => {
    const stepped = await addHubs(tx, step)
    if (crash && step.done === 1) throw new Error('the machine stops')
    return stepped
  }
  await expect(run(crashing)).rejects.toThrow('the machine stops')
  expect(await hubsOf(who.inside)).toEqual(['Hub 1'])
  expect(await get(who, id)).toMatchObject({ status: 'running', done: 1 })
  crash = false
  await again(who, id, crashing)
  expect(await hubsOf(who.inside)).toEqual(['Hub 1', 'Hub 2', 'Hub 3'])
  expect(await get(who, id)).toMatchObject({ status: 'done', done: 3 })
})

/** The job of an operation once more, as it comes back after its process died. */
const again = (
  { inside }: Someone,
  operationId: OperationId,
  step: (tx: Tx, step: Step) => Promise<Stepped>,
  attempt = 1,
) =>
  performer(step).perform(
    app.db,
    { operationId },
    {
      organizationId: inside.id,
      now: app.clock.now ?? new Date(),
      attempt,
      lastAttempt: false,
      signal: new AbortController().signal,
      log: createLog('silent'),
    },
  )

test('of two jobs at one operation only one works', async () => {
  const who = await someone()
  const { id } = await start(who)
  const slowly = async (tx: Tx, step: Step) => {
    await sleep(30)
    return addHubs(tx, step)
  }
  await Promise.all([again(who, id, slowly), again(who, id, slowly), again(who, id, slowly)])
  expect(await hubsOf(who.inside)).toEqual(['Hub 1', 'Hub 2', 'Hub 3'])
  expect(await get(who, id)).toMatchObject({ status: 'done', counts: { added: 3 } })
})

test('cancelled, it stops after the step that runs, and what was done stays', async () => {
  const who = await someone()
  const { id } = await start(who, { input: { upTo: 100 } })
  let cancelled: Promise<unknown> | undefined
  await run(async (tx, step) => {
    if (step.done === 1) {
      cancelled = who.client.cancelOperation({ params: { operationId: id } })
      await untilBlocked(tx)
    }
    return addHubs(tx, step)
  })
  await cancelled
  expect(await get(who, id)).toMatchObject({ status: 'cancelled', done: 2 })
  expect(await hubsOf(who.inside)).toEqual(['Hub 1', 'Hub 2'])
  await expect(who.client.cancelOperation({ params: { operationId: id } })).rejects.toMatchObject({
    type: 'not-in-status',
  })
})

test('whoever cancels comes before a step that asks for its turn later, though both wait', async () => {
  const who = await someone()
  const { id } = await start(who)
  let cancelled: Promise<unknown> | undefined
  let next: ReturnType<typeof holdRunning> | undefined
  await within(who.inside.id, async (tx) => {
    await takeTurn(tx, id)
    cancelled = who.client.cancelOperation({ params: { operationId: id } })
    await untilBlocked(tx)
    next = within(who.inside.id, (other) => holdRunning(other, id))
    await untilBlocked(tx, 2)
  })
  await cancelled
  expect(await next).toBeNull()
  expect(await get(who, id)).toMatchObject({ status: 'cancelled', done: 0 })
})

const setRole = (who: Someone, role: 'field_user' | 'owner') =>
  app.owner.transaction((tx) =>
    tx.query(sql`update members set role_id = ${who.inside.roles[role]} where id = ${who.id}`),
  )
const suspend = ({ id }: Someone) =>
  app.owner.transaction((tx) =>
    tx.query(
      sql`update members set status = 'suspended', status_before_suspension = 'active' where id = ${id}`,
    ),
  )
const freeze = ({ inside }: Someone) =>
  app.owner.transaction((tx) =>
    tx.query(sql`update organizations set status = 'deleting' where id = ${inside.id}`),
  )
const statusOf = async (id: OperationId) => {
  const [row] = await app.owner.transaction((tx) =>
    tx.query<{ status: string; failure: string }>(
      sql`select status, failure from operations where id = ${id}`,
    ),
  )
  return [row?.status, row?.failure]
}

test.each([
  ['is suspended', suspend],
  ['loses the permission', (who: Someone) => setRole(who, 'field_user')],
  ['sees the organization being deleted', freeze],
])('RP5: it ends in the middle when whoever began it %s', async (_, lose) => {
  const who = await someone()
  const { id } = await start(who)
  await run(async (tx, step) => {
    if (step.done === 0) await lose(who)
    return addHubs(tx, step)
  })
  expect(await statusOf(id)).toEqual(['failed', 'not-permitted'])
  expect(await hubsOf(who.inside)).toEqual(['Hub 1'])
})

test('a refusal of a step undoes it and ends the work by its name', async () => {
  const who = await someone()
  const { id } = await start(who)
  await run(async (tx, step) => {
    const stepped = await addHubs(tx, step)
    if (step.done === 1) throw problem('import-unfinished')
    return stepped
  })
  expect(await statusOf(id)).toEqual(['failed', 'import-unfinished'])
  expect(await hubsOf(who.inside)).toEqual(['Hub 1'])
})

test('our own mistake is tried again, and given up after five attempts', async () => {
  const who = await someone()
  const { id } = await start(who)
  const broken = async () => {
    throw new Error('broken')
  }
  for (let attempt = 1; attempt < 5; attempt++)
    await expect(again(who, id, broken, attempt)).rejects.toThrow('broken')
  expect(await statusOf(id)).toEqual(['running', null])
  await again(who, id, broken, 5)
  expect(await statusOf(id)).toEqual(['failed', 'unexpected'])
})

test('long work stands in line again after two seconds, and when Foyer stops', async () => {
  const who = await someone()
  const { id } = await start(who, { input: { upTo: 1000 } })
  await run(async (tx, step) => {
    if (step.done === 1) await sleep(2_010)
    return addHubs(tx, step)
  })
  const { done } = await get(who, id)
  expect(done).toBeLessThanOrEqual(2)
  // The job that it added goes on.
  await run(async (tx, step) => ({ ...(await addHubs(tx, step)), finished: true }))
  expect(await get(who, id)).toMatchObject({ status: 'done', done: done + 1 })
})

test('a member has at most three running, an organization one export', async () => {
  const who = await someone()
  const tooMany = { type: 'too-many' }
  const exporting = await start(who, { kind: 'organization-export' })
  const colleague = await someone(who.inside)
  await expect(start(colleague, { kind: 'organization-export' })).rejects.toMatchObject(tooMany)
  const both = await Promise.allSettled([start(who), start(who), start(who)])
  expect(both.map(({ status }) => status).toSorted()).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
  ])
  await expect(start(who)).rejects.toMatchObject(tooMany)
  await who.client.cancelOperation({ params: { operationId: exporting.id } })
  await start(who, { kind: 'organization-export' })
  await run(async () => ({ state: {}, done: 0, finished: true }))
})

test('refusals are kept, the first hundred of them', async () => {
  const who = await someone()
  const { id } = await start(who)
  const refusal = { memberId: who.id, name: 'Test Person', reason: 'own-role' }
  await run(async (tx, step) => ({
    ...(await addHubs(tx, step)),
    refusals: Array.from({ length: 40 }, () => refusal),
  }))
  const { refusals } = await get(who, id)
  expect(refusals.length).toBe(100)
  expect(refusals[0]).toEqual(refusal)
})

test('RP3: work of somebody else, or that one may not see any more, is not there', async () => {
  const who = await someone()
  const { id } = await start(who)
  const [colleague, stranger] = [await someone(who.inside), await someone()]
  const params = { operationId: id }
  for (const { client } of [colleague, stranger]) {
    await expect(client.getOperation({ params })).rejects.toMatchObject(notFound)
    await expect(client.cancelOperation({ params })).rejects.toMatchObject(notFound)
    await expect(client.createDownloadLink({ params })).rejects.toMatchObject(notFound)
    expect((await client.listOperations()).items).toEqual([])
  }
  await setRole(who, 'field_user')
  await expect(get(who, id)).rejects.toMatchObject(notFound)
  expect((await who.client.listOperations()).items).toEqual([])
})

test('undo: once, within an hour, and only of what kept how', async () => {
  const who = await someone()
  const cannot = { type: 'cannot-undo' }
  const undo = (id: OperationId, now = new Date()) =>
    asThem(who, (tx, acting) => startUndo(tx, acting, id, now))
  const { id } = await start(who, { undoable: true })
  await expect(undo(id)).rejects.toMatchObject(cannot)
  await run(addHubs)
  expect(await get(who, id)).toMatchObject({ undoable: true })
  await expect(undo(id, new Date(Date.now() + 3_700_000))).rejects.toMatchObject(cannot)
  expect(await undo(id)).toEqual({ kind: 'audit-export', input: { upTo: 3 }, state: { n: 3 } })
  expect(await get(who, id)).toMatchObject({ undoable: false })
  await expect(undo(id)).rejects.toMatchObject(cannot)
  const other = await start(who)
  await run(async () => ({ state: {}, done: 0, finished: true }))
  await expect(undo(other.id)).rejects.toMatchObject(cannot)
})

test('it acts by the rights that the next request would have', async () => {
  const who = await someone()
  await asThem(who, async (_, acting) => {
    expect([...acting.permissions].toSorted()).toEqual([...permissions].toSorted())
    expect(acting).toMatchObject({
      organizationId: who.inside.id,
      memberId: who.id,
      firstName: 'Test',
      role: { template: 'owner', name: 'Owner' },
      organization: { slug: who.inside.slug, currency: 'IDR', logoId: null },
    })
  })
})

/** An operation that made a file of so many bytes. */
async function withFile(who: Someone, bytes = 1000, expiresAt = new Date(Date.now() + 3_600_000)) {
  const { id } = await start(who)
  await run(async (tx, { organizationId }) => {
    const about = { kind: 'export', name: 'audit.csv', contentType: 'text/csv', expiresAt } as const
    const fileId = await addFile(tx, organizationId, about, null, new Date())
    await appendToFile(tx, fileId, Buffer.alloc(bytes, 'a'))
    return { state: {}, done: 1, fileId, finished: true }
  })
  return id
}
const follow = (url: string, token: string) =>
  app.fetch(
    new Request(`http://localhost${url}`, { headers: { authorization: `Bearer ${token}` } }),
  )
const link = async (who: Someone, operationId: OperationId) =>
  (await who.client.createDownloadLink({ params: { operationId } })).url

test('OR4: what it made is downloaded by a link, whole and under its name', async () => {
  const who = await someone()
  const id = await withFile(who, 1_200_000)
  expect(await get(who, id)).toMatchObject({ file: { name: 'audit.csv', bytes: 1_200_000 } })
  const answer = await follow(await link(who, id), who.token)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-disposition')).toContain('filename="audit.csv"')
  expect(answer.headers.get('content-length')).toBe('1200000')
  expect((await answer.arrayBuffer()).byteLength).toBe(1_200_000)
})

test('OR4: a link is good for five minutes, one operation and one session', async () => {
  const who = await someone()
  const id = await withFile(who)
  const [url, elsewhere] = [await link(who, id), await withFile(who)]
  const typeAt = async (address: string, token = who.token) => {
    const answer = await follow(address, token)
    return answer.status === 200 ? 'taken' : (await answer.json()).type
  }
  expect(await typeAt(url)).toBe('taken')
  expect(await typeAt(url.replace(id, elsewhere))).toBe('/problems/not-found')
  expect(await typeAt(url.replace(/expires=\d/, 'expires=9'))).toBe('/problems/not-found')
  expect(await typeAt(url.replace(/signature=..../, 'signature=AAAA'))).toBe('/problems/not-found')
  expect(await typeAt(url.replace(/signature=.*/, 'signature=x'))).toBe('/problems/not-found')
  expect(await typeAt(url, (await someone(who.inside)).token)).toBe('/problems/not-found')
  expect(await typeAt(url, (await someone()).token)).toBe('/problems/not-found')
  app.clock.now = new Date(Date.now() + 5 * 60_000 + 1000)
  try {
    expect(await typeAt(url)).toBe('/problems/link-expired')
  } finally {
    app.clock.now = null
  }
  await setRole(who, 'field_user')
  expect(await typeAt(url)).toBe('/problems/not-found')
})

test('LG9: an expired file is not offered any more', async () => {
  const who = await someone()
  const id = await withFile(who, 10, new Date(Date.now() - 1000))
  expect(await get(who, id)).toMatchObject({ status: 'done', file: null })
  await expect(link(who, id)).rejects.toMatchObject(notFound)
})

test('SW9: a download that runs ends when the right to see it goes', async () => {
  const who = await someone()
  const id = await withFile(who, 4_000_000)
  const answer = await follow(await link(who, id), who.token)
  const reader = answer.body?.getReader()
  await reader?.read()
  await setRole(who, 'field_user')
  await sleep(1_100)
  await expect(
    (async () => {
      while (!(await reader?.read())?.done);
    })(),
  ).rejects.toMatchObject(notFound)
})

test('live: progress arrives while it runs', async () => {
  const who = await someone()
  const { id } = await start(who)
  const gone = new AbortController()
  const answer = await app.fetch(
    new Request(`http://localhost/api/v1/operations/${id}`, {
      headers: { authorization: `Bearer ${who.token}`, accept: 'text/event-stream' },
      signal: gone.signal,
    }),
  )
  let text = ''
  const reading = (async () => {
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      if (text.includes('"status":"done"')) return
    }
  })()
  await run(addHubs)
  await vi.waitFor(() => expect(text).toContain('"status":"done"'), 20_000)
  await reading
})

import { randomBytes } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OrganizationId } from '#api/common.ts'
import { confine, type Tx } from '#server/platform/database.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { runJobs } from '#test/run-jobs.ts'
import { addFile, appendToFile, getFile, readFile, removeFile, streamFile } from './file.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const within = <T>(id: OrganizationId, work: (tx: Tx) => Promise<T>): Promise<T> =>
  app.db.transaction(async (tx) => {
    await confine(tx, id)
    return work(tx)
  })
const about = { kind: 'report', name: 'x.csv', contentType: 'text/csv', expiresAt: null } as const
const collect = async (stream: AsyncIterable<Buffer>) => {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece)
  return pieces
}

test('a file comes back as it was put, whole or in pieces of at most 512 KiB', async () => {
  const { id } = await app.organization()
  const content = randomBytes(1_300_000)
  const file = await within(id, (tx) => addFile(tx, id, about, content, new Date()))
  expect(await within(id, (tx) => getFile(tx, file))).toMatchObject({
    name: 'x.csv',
    contentType: 'text/csv',
    bytes: content.byteLength,
    expiresAt: null,
  })
  expect((await within(id, (tx) => readFile(tx, file))).equals(content)).toBe(true)
  const pieces = await collect(streamFile(app.db, id, file))
  expect(pieces.map((piece) => piece.byteLength)).toEqual([524_288, 524_288, 251_424])
  expect(Buffer.concat(pieces).equals(content)).toBe(true)
})

test('what is appended follows what stands there, also of several at once', async () => {
  const { id } = await app.organization()
  const file = await within(id, (tx) => addFile(tx, id, about, null, new Date()))
  expect(await collect(streamFile(app.db, id, file))).toEqual([])
  await Promise.all(
    ['aaa', 'bbb', 'ccc'].map((text) =>
      within(id, (tx) => appendToFile(tx, file, Buffer.from(text))),
    ),
  )
  const text = (await within(id, (tx) => readFile(tx, file))).toString()
  expect(text.match(/.{3}/g)?.toSorted()).toEqual(['aaa', 'bbb', 'ccc'])
  expect((await within(id, (tx) => getFile(tx, file))).bytes).toBe(9)
})

test('PR3: a file of another organization is not there, in any way', async () => {
  const [{ id }, other] = [await app.organization(), await app.organization()]
  const file = await within(id, (tx) => addFile(tx, id, about, Buffer.from('mine'), new Date()))
  const gone = { type: 'not-found' }
  await expect(within(other.id, (tx) => getFile(tx, file))).rejects.toMatchObject(gone)
  await expect(within(other.id, (tx) => readFile(tx, file))).rejects.toMatchObject(gone)
  await expect(
    within(other.id, (tx) => appendToFile(tx, file, Buffer.from('x'))),
  ).rejects.toMatchObject(gone)
  await expect(collect(streamFile(app.db, other.id, file))).rejects.toMatchObject(gone)
  await within(other.id, (tx) => removeFile(tx, file))
  expect((await within(id, (tx) => readFile(tx, file))).toString()).toBe('mine')
})

test('a stream of a file that goes away breaks off instead of ending', async () => {
  const { id } = await app.organization()
  const file = await within(id, (tx) => addFile(tx, id, about, Buffer.alloc(1_200_000), new Date()))
  const stream = streamFile(app.db, id, file)
  await stream.next()
  await within(id, (tx) => removeFile(tx, file))
  await expect(stream.next()).rejects.toMatchObject({ type: 'not-found' })
})

test('LG9: what has expired is forgotten with its pieces, and nothing else', async () => {
  const { id } = await app.organization()
  const at = (expiresAt: Date | null) =>
    within(id, (tx) => addFile(tx, id, { ...about, expiresAt }, Buffer.from('x'), new Date()))
  const over = await at(new Date(Date.now() - 60_000))
  const kept = [await at(null), await at(new Date(Date.now() + 60_000))]
  await runJobs(app, 'clean-up')
  const left = await app.owner.transaction((tx) =>
    tx.query<{ id: string }>(
      sql`select file_id as id from file_pieces where organization_id = ${id} order by 1`,
    ),
  )
  expect(left.map((row) => row.id)).toEqual(kept)
  expect(left.map((row) => row.id)).not.toContain(over)
})

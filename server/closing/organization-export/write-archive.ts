import { Readable } from 'node:stream'
import sql from 'sql-template-tag'
import { ZipFile } from 'yazl'
import type { AttachmentId, Language, OrganizationId } from '#api/common.ts'
import type { DataKey } from '#server/attachments/attachment-cipher.ts'
import { findAttachmentKey } from '#server/attachments/attachment-key.ts'
import type { AttachmentStore } from '#server/attachments/attachment-store.ts'
import { readContent } from '#server/attachments/read-content.ts'
import { type CsvCell, csvHead, csvLine } from '#server/platform/csv.ts'
import { confine, type Database, type Tx } from '#server/platform/database.ts'
import { type RowsExport, readRows } from '#server/platform/rows-export.ts'
import { archiveReadme } from './archive-readme.ts'
import { exports } from './exports.ts'
import { userColumns } from './user-columns.ts'

/** What an archive says of itself, as its last entry. */
interface Manifest {
  format: 1
  organization: { id: string; name: string; slug: string }
  exportedAt: string
  /** Rows by file. */
  files: Record<string, number>
  /** Pictures of tasks that were gone when their turn came, or could not be read; the first 1,000. */
  attachmentsMissing: string[]
}

/** Rows written so far, and in all; may throw to stop. */
type Progress = (done: number, total: number) => Promise<void>

const progressEachMs = 500
const missingMax = 1_000

type Entry = AsyncIterable<string> | Iterable<string | Buffer>

/**
 * Writes everything of an organization as a ZIP of JSON Lines with a CSV of its users (OR4), which says itself what it holds
 * (README.md), all of one moment: everything is read in one transaction that sees no later change. The pictures of its tasks follow, one after the other, decrypted: each as
 * it is found then. Never more than some rows or one picture are in memory, and what is written waits for whoever takes it.
 */
export async function* writeArchive(
  db: Database,
  attachments: AttachmentStore,
  organizationId: OrganizationId,
  progress: Progress,
  now: Date,
): AsyncGenerator<Buffer, { done: number; files: Record<string, number> }> {
  const zip = new ZipFile()
  const files: Record<string, number> = {}
  const output = zip.outputStream as Readable
  const entry: { stream: Readable | null } = { stream: null }
  const add = async (name: string, content: Entry, compress = true) => {
    entry.stream = Readable.from(content, { objectMode: false, highWaterMark: 256 * 1024 })
    await addEntry(zip, name, now, entry.stream, compress)
  }
  const writeRows = () =>
    db.transaction(async (tx) => {
      await tx.search(sql`set transaction isolation level repeatable read read only`)
      await confine(tx, organizationId)
      const total = await countRows(tx)
      const counter = count(total, progress)
      const { id, name, slug, ...more } = await getAbout(tx)
      await add('README.md', [archiveReadme({ name, slug, ...more }, now)])
      for (const each of exports)
        await add(`${each.table}.jsonl`, jsonLines(tx, each, files, counter))
      await add('users.csv', usersCsv(tx, files, counter))
      return {
        counter,
        organization: { id, name, slug },
        pictures: await findPictures(tx, attachments, organizationId),
      }
    })
  const writeAll = async () => {
    const { counter, organization, pictures } = await writeRows()
    const attachmentsMissing: string[] = []
    for (const attachmentId of pictures?.ids ?? []) {
      const content =
        pictures && (await readContent(attachments, pictures.key, { organizationId, attachmentId }))
      if (content) await add(`attachments/${attachmentId}.webp`, [content], false)
      else if (attachmentsMissing.length < missingMax) attachmentsMissing.push(attachmentId)
      await counter.add(1)
    }
    const about: Manifest = {
      format: 1,
      organization,
      exportedAt: now.toISOString(),
      files,
      attachmentsMissing,
    }
    await add('manifest.json', [`${JSON.stringify(about, null, 2)}\n`])
    zip.end()
    return counter.done()
  }
  const reading = writeAll().catch((error: Error) => {
    output.destroy(error)
    throw error
  })
  // Awaited below; that it failed is told by the stream first.
  reading.catch(() => undefined)
  try {
    for await (const piece of output) yield piece as Buffer
    return { done: await reading, files }
  } finally {
    // Whoever took it has had enough: then nothing is read any more either.
    entry.stream?.destroy(new Error('nobody takes the archive any more'))
  }
}

/** One file after the other: each is read to its end before the next one begins, since all share one transaction. */
async function addEntry(
  zip: ZipFile,
  name: string,
  now: Date,
  stream: Readable,
  compress: boolean,
): Promise<void> {
  const ended = Promise.withResolvers<void>()
  stream.on('end', () => ended.resolve())
  stream.on('error', (error) => ended.reject(error))
  zip.addReadStream(stream, name, {
    mtime: now,
    ...(compress ? { compressionLevel: 6 } : { compress }),
  })
  await ended.promise
}

interface Counter {
  add(rows: number): Promise<void>
  done(): number
}

function count(total: number, progress: Progress): Counter {
  let done = 0
  let toldAt = 0
  return {
    async add(rows) {
      done += rows
      if (performance.now() - toldAt < progressEachMs) return
      toldAt = performance.now()
      await progress(done, Math.max(done, total))
    },
    done: () => done,
  }
}

async function* jsonLines(
  tx: Tx,
  each: RowsExport,
  files: Record<string, number>,
  counter: Counter,
): AsyncGenerator<string> {
  const name = `${each.table}.jsonl`
  files[name] = 0
  for await (const rows of readRows(tx, each)) {
    files[name] += rows.length
    await counter.add(rows.length)
    yield rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  }
}

/** The user table for people and spreadsheets, with the organization's own fields, but those that nobody may see. */
async function* usersCsv(
  tx: Tx,
  files: Record<string, number>,
  counter: Counter,
): AsyncGenerator<string> {
  const name = 'users.csv'
  files[name] = 0
  const fields = await tx.query<{
    id: string
    name: string
    options: { id: string; label: string }[]
  }>(sql`
    select id, name, options from fields where visibility <> 'nobody' order by position, id`)
  const fixed = Object.keys(userColumns)
  yield csvHead([...fixed, ...fields.map((field) => field.name)])
  const users = {
    rows: sql`select m.email, m.employee_id as "employeeId", m.first_name as "firstName", m.last_name as "lastName", m.title,
      m.phone, r.name as role, (select string_agg(h.name, '; ' order by lower(h.name)) from member_hubs a
        join hubs h on h.organization_id = a.organization_id and h.id = a.hub_id
        where a.organization_id = m.organization_id and a.member_id = m.id) as hubs,
      m.status, m.source, m.guest, m.created_at as "createdAt", m.last_visited_at as "lastVisitedAt",
      (select jsonb_object_agg(v.field_id, v.value) from field_values v
        where v.organization_id = m.organization_id and v.member_id = m.id) as answers
      from members m join roles r on r.organization_id = m.organization_id and r.id = m.role_id
      order by m.organization_id, m.sort_name, m.id`,
  }
  for await (const rows of readRows(tx, users)) {
    files[name] += rows.length
    await counter.add(rows.length)
    yield rows
      .map((row) => {
        const answers = (row.answers ?? {}) as Record<string, unknown>
        return csvLine([
          ...fixed.map((column) => (row[column] ?? null) as CsvCell),
          ...fields.map(({ id, options }) => toCell(answers[id], options)),
        ])
      })
      .join('')
  }
}

/** An answer as people read it: options by their words. */
function toCell(answer: unknown, options: readonly { id: string; label: string }[]): CsvCell {
  const words = (value: unknown) => options.find(({ id }) => id === value)?.label ?? String(value)
  if (answer === undefined || answer === null) return null
  if (Array.isArray(answer)) return answer.map(words).join('; ')
  return typeof answer === 'number' ? answer : words(answer)
}

type About = Manifest['organization'] & { language: Language; timeZone: string }

async function getAbout(tx: Tx): Promise<About> {
  const [organization] = await tx.query<About>(
    sql`select id, name, slug, language, time_zone as "timeZone" from organizations`,
  )
  if (!organization) throw new Error('a confined transaction sees no organization')
  return organization
}

/** Those whose rows were written: the pictures that tasks name. Null: none was ever sent. */
async function findPictures(
  tx: Tx,
  { keyRing }: AttachmentStore,
  organizationId: OrganizationId,
): Promise<{ key: DataKey; ids: AttachmentId[] } | null> {
  const key = await findAttachmentKey(tx, keyRing, organizationId)
  if (!key) return null
  const rows = await tx.query<{ id: AttachmentId }>(
    sql`select id from attachments where task_id is not null order by id`,
  )
  return { key, ids: rows.map(({ id }) => id) }
}

async function countRows(tx: Tx): Promise<number> {
  let total = 0
  for (const { rows } of exports) {
    const [row] = await tx.search<{ count: number }>(sql`select count(*) from (${rows}) r`)
    total += row?.count ?? 0
  }
  const [more] = await tx.query<{ count: number }>(sql`
    select (select count(*) from members) + (select count(*) from attachments where task_id is not null) as count`)
  return total + (more?.count ?? 0)
}

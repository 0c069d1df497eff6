import { Readable } from 'node:stream'
import sql from 'sql-template-tag'
import { ZipFile } from 'yazl'
import type { OrganizationId } from '#api/common.ts'
import { type CsvCell, csvHead, csvLine } from '#server/platform/csv.ts'
import { confine, type Database, type Tx } from '#server/platform/database.ts'
import { type RowsExport, readRows } from '#server/platform/rows-export.ts'
import { exports } from './exports.ts'

/** What an archive says of itself, as its last entry. */
interface Manifest {
  format: 1
  organization: { id: string; name: string; slug: string }
  exportedAt: string
  /** Rows by file. */
  files: Record<string, number>
}

/** Rows written so far, and in all; may throw to stop. */
type Progress = (done: number, total: number) => Promise<void>

const progressEachMs = 500

/**
 * Writes everything of an organization as a ZIP of JSON Lines with a CSV of its users (OR4), all of one moment: everything is
 * read in one transaction that sees no later change. Never more than some rows are in memory, and what is written waits for
 * whoever takes it.
 */
export async function* writeArchive(
  db: Database,
  organizationId: OrganizationId,
  progress: Progress,
  now: Date,
): AsyncGenerator<Buffer, { done: number; files: Record<string, number> }> {
  const zip = new ZipFile()
  const files: Record<string, number> = {}
  const output = zip.outputStream as Readable
  const entry: { stream: Readable | null } = { stream: null }
  const add = async (name: string, content: AsyncGenerator<string>) => {
    entry.stream = Readable.from(content, { objectMode: false, highWaterMark: 256 * 1024 })
    await addEntry(zip, name, now, entry.stream)
  }
  const reading = db
    .transaction(async (tx) => {
      await tx.search(sql`set transaction isolation level repeatable read read only`)
      await confine(tx, organizationId)
      const total = await countRows(tx)
      const counter = count(total, progress)
      for (const each of exports)
        await add(`${each.table}.jsonl`, jsonLines(tx, each, files, counter))
      await add('users.csv', usersCsv(tx, files, counter))
      await add('manifest.json', manifest(tx, now, files))
      zip.end()
      return counter.done()
    })
    .catch((error: Error) => {
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
async function addEntry(zip: ZipFile, name: string, now: Date, stream: Readable): Promise<void> {
  const ended = Promise.withResolvers<void>()
  stream.on('end', () => ended.resolve())
  stream.on('error', (error) => ended.reject(error))
  zip.addReadStream(stream, name, { mtime: now, compressionLevel: 6 })
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
  const fixed = [
    'email',
    'employeeId',
    'firstName',
    'lastName',
    'title',
    'phone',
    'role',
    'hubs',
    'status',
    'source',
    'guest',
    'createdAt',
    'lastVisitedAt',
  ]
  yield csvHead([...fixed, ...fields.map((field) => field.name)])
  const users: RowsExport = {
    table: name,
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

async function* manifest(tx: Tx, now: Date, files: Record<string, number>): AsyncGenerator<string> {
  const [organization] = await tx.query<Manifest['organization']>(
    sql`select id, name, slug from organizations`,
  )
  if (!organization) throw new Error('a confined transaction sees no organization')
  const about: Manifest = { format: 1, organization, exportedAt: now.toISOString(), files }
  yield `${JSON.stringify(about, null, 2)}\n`
}

async function countRows(tx: Tx): Promise<number> {
  let total = 0
  for (const { rows } of exports) {
    const [row] = await tx.search<{ count: number }>(sql`select count(*) from (${rows}) r`)
    total += row?.count ?? 0
  }
  const [users] = await tx.query<{ count: number }>(sql`select count(*) from members`)
  return total + (users?.count ?? 0)
}

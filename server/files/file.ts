import sql, { type Sql } from 'sql-template-tag'
import type { FileId, OrganizationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import { confine, type Database, type Tx } from '#server/platform/database.ts'

/** What is known of a file without its content, which stands in pieces beside it. */
export interface StoredFile {
  id: FileId
  kind: 'logo' | 'photo' | 'import' | 'report' | 'export'
  name: string
  contentType: string
  bytes: number
  createdAt: Date
  /** Null: as long as something points to it. */
  expiresAt: Date | null
}

/** Small enough that a stream of many downloads holds little, large enough that each piece is worth its transaction. */
const pieceBytes = 512 * 1024

/** Keeps a file of the organization that the transaction is in; content null: empty, to be appended to. */
export async function addFile(
  tx: Tx,
  organizationId: OrganizationId,
  about: Pick<StoredFile, 'kind' | 'name' | 'contentType' | 'expiresAt'>,
  content: Uint8Array | null,
  now: Date,
): Promise<FileId> {
  const [row] = await tx.query<{ id: FileId }>(sql`
    insert into files (organization_id, kind, name, content_type, created_at, expires_at)
    values (${organizationId}, ${about.kind}, ${about.name}, ${about.contentType}, ${now}, ${about.expiresAt})
    returning id`)
  const { id } = row as { id: FileId }
  if (content) await appendToFile(tx, id, content)
  return id
}

/** @throws not-found */
export async function appendToFile(tx: Tx, fileId: FileId, content: Uint8Array): Promise<void> {
  if (content.byteLength === 0) return
  // Locks the file, so that of two appending at once the second sees the pieces of the first.
  const [file] = await tx.query(
    sql`update files set bytes = bytes + ${content.byteLength} where id = ${fileId} returning id`,
  )
  if (!file) throw problem('not-found')
  for (let at = 0; at < content.byteLength; at += pieceBytes)
    await tx.query(sql`
      insert into file_pieces (organization_id, file_id, n, content)
      select f.organization_id, f.id, 1 + coalesce((select max(p.n) from file_pieces p
          where p.organization_id = f.organization_id and p.file_id = f.id), -1), ${Buffer.from(content.subarray(at, at + pieceBytes))}
      from files f where f.id = ${fileId}`)
}

/** @throws not-found */
export async function getFile(tx: Tx, fileId: FileId): Promise<StoredFile> {
  const [file] = await tx.query<StoredFile>(sql`
    select id, kind, name, content_type as "contentType", bytes, created_at as "createdAt", expires_at as "expiresAt"
    from files where id = ${fileId}`)
  if (!file) throw problem('not-found')
  return file
}

/**
 * The whole content at once: for what is small.
 *
 * @throws not-found
 */
export async function readFile(tx: Tx, fileId: FileId): Promise<Buffer> {
  await getFile(tx, fileId)
  const pieces = await tx.query<{ content: Buffer }>(
    sql`select content from file_pieces where file_id = ${fileId} order by n`,
  )
  return Buffer.concat(pieces.map(({ content }) => content))
}

/** The content piece by piece, each in a short transaction of its own; throws where the file goes away meanwhile. */
export async function* streamFile(
  db: Database,
  organizationId: OrganizationId,
  fileId: FileId,
): AsyncGenerator<Buffer, void> {
  const inside = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    db.transaction(async (tx) => {
      await confine(tx, organizationId)
      return work(tx)
    })
  let left = (await inside((tx) => getFile(tx, fileId))).bytes
  for (let n = 0; left > 0; n++) {
    const [piece] = await inside((tx) =>
      tx.query<{ content: Buffer }>(
        sql`select content from file_pieces where file_id = ${fileId} and n = ${n}`,
      ),
    )
    if (!piece) throw problem('not-found')
    left -= piece.content.byteLength
    yield piece.content
  }
}

/** Idempotent. What points to the file must have let go of it. */
export async function removeFile(tx: Tx, fileId: FileId): Promise<void> {
  await tx.query(sql`delete from files where id = ${fileId}`)
}

/** All of the organization for which a condition holds, and to which nothing points any more. */
export async function removeFiles(tx: Tx, condition: Sql): Promise<void> {
  await tx.query(sql`delete from files where ${condition}`)
}

import sql from 'sql-template-tag'
import {
  type Attachment,
  type AttachmentKind,
  createAttachment as route,
} from '#api/attachments.ts'
import type { AttachmentId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import { may, type SessionCaller } from '#server/access/caller.ts'
import { encodeSizedPicture } from '#server/files/encode-picture.ts'
import type { Upload } from '#server/http/call.ts'
import { checkKey, requestHash } from '#server/http/idempotency.ts'
import { confine, type Database, type Tx } from '#server/platform/database.ts'
import { type DataKey, encryptContent } from './attachment-cipher.ts'
import { getAttachmentKey } from './attachment-key.ts'
import { type AttachmentStore, whileStorageAnswers } from './attachment-store.ts'
import { objectKey } from './object-key.ts'

interface Sent {
  kind: AttachmentKind
  name?: string | undefined
  upload: Upload
  idempotencyKey: string | null
}

/** Pixels: a photo that one can look into, a signature that one can print. */
const sideMax = { photo: 2048, signature: 1000 }

/**
 * Keeps a picture for a task that will name it. The row comes first, then the object, outside of any transaction, then the row
 * becomes ready: whatever ends this in the middle leaves a row that is forgotten, and takes its object along. A repeated request
 * with the same Idempotency-Key answers the same attachment as long as there is one.
 *
 * @throws not-permitted, file-not-readable, attachments-full, idempotency-key-reused, unavailable
 */
export async function createAttachment(
  db: Database,
  store: AttachmentStore,
  caller: SessionCaller,
  sent: Sent,
  now: Date,
): Promise<Attachment> {
  if (!(['tasks:do', 'tasks:create', 'tasks:edit'] as const).some((one) => may(caller, one)))
    throw problem('not-permitted', {
      detail: 'Sending pictures needs tasks:do, tasks:create or tasks:edit.',
    })
  if (sent.idempotencyKey !== null) checkKey(sent.idempotencyKey)
  const { webp, width, height } = await encodeSizedPicture(sent.upload.bytes, {
    sideMax: sideMax[sent.kind],
    onPaper: sent.kind === 'signature',
  })
  const attachment = {
    kind: sent.kind,
    name: nameOf(sent),
    width,
    height,
    bytes: webp.byteLength,
  }
  const inside = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    db.transaction(async (tx) => {
      await confine(tx, caller.organizationId)
      return work(tx)
    })

  const begun = await inside((tx) => begin(tx, store, caller, attachment, sent, now))
  if ('done' in begun) return begun.done
  const { id, key } = begun
  const of = { organizationId: caller.organizationId, attachmentId: id }
  try {
    await whileStorageAnswers(() => store.objects.put(objectKey(of), encryptContent(key, of, webp)))
  } catch (error) {
    // What of it may lie there goes with the row; who tries again begins anew.
    await inside((tx) =>
      tx.query(sql`delete from attachments where id = ${id} and state = 'writing'`),
    ).catch(() => undefined)
    throw error
  }
  return inside((tx) => finish(tx, caller, id))
}

type NewAttachment = Omit<Attachment, 'id'>

const columns = sql`id, kind, name, width, height, bytes`

async function begin(
  tx: Tx,
  { keyRing, bytesMax }: AttachmentStore,
  { organizationId, memberId }: SessionCaller,
  { kind, name, width, height, bytes }: NewAttachment,
  { idempotencyKey, upload, ...query }: Sent,
  now: Date,
): Promise<{ done: Attachment } | { id: AttachmentId; key: DataKey }> {
  const key = await getAttachmentKey(tx, keyRing, organizationId)
  const hash =
    idempotencyKey === null
      ? null
      : requestHash(route, { query: { kind: query.kind, name: query.name ?? null }, upload })
  const [added] = await tx.query<{ id: AttachmentId }>(sql`
    insert into attachments (organization_id, kind, name, content_type, bytes, width, height, writing_since, created_by, created_at,
      request_key, request_hash)
    values (${organizationId}, ${kind}, ${name}, 'image/webp', ${bytes}, ${width}, ${height}, ${now}, ${memberId}, ${now},
      ${idempotencyKey}, ${hash})
    on conflict (organization_id, created_by, request_key) where request_key is not null do nothing returning id`)
  if (added) {
    if (bytesMax !== null) await refuseTooMuch(tx, bytesMax)
    return { id: added.id, key }
  }
  const [first] = await tx.query<Attachment & { hash: Buffer; state: string }>(sql`
    select ${columns}, request_hash as hash, state from attachments
    where created_by = ${memberId} and request_key = ${idempotencyKey} for update`)
  // Taken back at this very moment.
  if (!first) throw problem('unavailable', { retryAfterSeconds: 1 })
  const { hash: firstHash, state, ...found } = first
  if (hash === null || !firstHash.equals(hash)) throw problem('idempotency-key-reused')
  if (state === 'ready') return { done: found }
  await tx.query(sql`update attachments set writing_since = ${now} where id = ${found.id}`)
  return { id: found.id, key }
}

/** The counter is held from here to the end of the transaction, so that two at once do not both find room for one. */
async function refuseTooMuch(tx: Tx, bytesMax: number): Promise<void> {
  const [row] = await tx.query<{ bytes: number }>(sql`select bytes from attachment_keys`)
  if (row && row.bytes > bytesMax) throw problem('attachments-full')
}

/** Whoever was taken out while it was written has nothing of it. */
async function finish(tx: Tx, { memberId }: SessionCaller, id: AttachmentId): Promise<Attachment> {
  const [ready] = await tx.query<Attachment>(sql`
    update attachments set state = 'ready' where id = ${id} and created_by = ${memberId} returning ${columns}`)
  if (!ready) throw problem('unavailable', { retryAfterSeconds: 1 })
  return ready
}

/** The last part of a path, as people know it; it names nothing in the storage. */
const nameOf = ({ kind, name }: Sent): string => name?.split(/[\\/]/).at(-1)?.trim() || kind

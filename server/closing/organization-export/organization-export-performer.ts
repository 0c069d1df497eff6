import sql from 'sql-template-tag'
import type { FileId } from '#api/common.ts'
import type { AttachmentStore } from '#server/attachments/attachment-store.ts'
import { addFile, appendToFile, removeFile, removeFiles } from '#server/files/file.ts'
import { wholeOperationPerformer } from '#server/operations/whole-operation-performer.ts'
import { confine, type Tx } from '#server/platform/database.ts'
import { writeArchive } from './write-archive.ts'

/**
 * How many a process writes side by side, of as many organizations (each has one at a time). Two of 100,000 members
 * each grew a process by 212 MiB, one by 201 (`npm run bench:long`); what they want is cores.
 */
export const exportsAtOnce = 2
const daysKept = 7
const pieceBytes = 1024 * 1024

/** Writes the archive of an organization into its files, piece by piece, where it stays for a week (OR4). */
export const organizationExportPerformer = (attachments: AttachmentStore) =>
  wholeOperationPerformer({
    kind: 'organization-export',
    permission: 'organization:export',
    atOnce: exportsAtOnce,
    run: async (db, { organizationId, acting }, progress, now) => {
      const inside = <T>(work: (tx: Tx) => Promise<T>) =>
        db.transaction(async (tx) => {
          await confine(tx, organizationId)
          return work(tx)
        })
      const name = `${acting.organization.slug}-${now.toISOString().slice(0, 10)}.zip`
      const expiresAt = new Date(now.getTime() + daysKept * 86_400_000)
      const about = { kind: 'export', name, contentType: 'application/zip', expiresAt } as const
      const fileId = await inside(async (tx) => {
        await removeLeftovers(tx)
        return addFile(tx, organizationId, about, null, now)
      })
      try {
        return { ...(await fill(fileId)), fileId }
      } catch (error) {
        await inside((tx) => removeFile(tx, fileId)).catch(() => undefined)
        throw error
      }

      async function fill(id: FileId) {
        const archive = writeArchive(db, attachments, organizationId, progress, now)
        let waiting: Buffer[] = []
        let bytes = 0
        const keep = async () => {
          const content = Buffer.concat(waiting)
          waiting = []
          bytes = 0
          await inside((tx) => appendToFile(tx, id, content))
        }
        try {
          for (;;) {
            const next = await archive.next()
            if (next.done) {
              await keep()
              const files = Object.keys(next.value.files).length
              return { done: next.value.done, counts: { files } }
            }
            waiting.push(next.value)
            bytes += next.value.byteLength
            if (bytes >= pieceBytes) await keep()
          }
        } finally {
          await archive.return({ done: 0, files: {} })
        }
      }
    },
  })

/** Of an attempt that was killed: an organization has one archive written at a time, so what no operation points to is nobody's. */
const removeLeftovers = (tx: Tx) =>
  removeFiles(
    tx,
    sql`kind = 'export' and content_type = 'application/zip'
    and not exists (select from operations o where o.organization_id = files.organization_id and o.file_id = files.id)`,
  )

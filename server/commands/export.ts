import { access, type FileHandle, open, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { knownStorage } from '#server/attachments/known-storage.ts'
import { addAuditEvent } from '#server/audit/add-audit-event.ts'
import { fromCommand } from '#server/audit/from-command.ts'
import { writeArchive } from '#server/closing/organization-export/write-archive.ts'
import { openObjectStorage } from '#server/outside/open-object-storage.ts'
import type { Tx } from '#server/platform/database.ts'
import { createKeyRing } from '#server/platform/seal.ts'
import { StartError } from '#server/platform/start-error.ts'
import { defineCommand } from './command.ts'
import { beside } from './connect.ts'
import { getOrganizationOf } from './get-organization-of.ts'

/** OP4, OR4: the archive that its owners can have, without their asking; it stands in their audit log. */
export const exportCommand = defineCommand({
  name: 'export',
  does: 'writes everything of it to a new archive (ZIP with JSON Lines)',
  explains:
    'Writes everything of an organization to a new archive that only its writer can read: the one that its owners can have ' +
    'made, without their asking. The audit log says so; README.md inside says what it holds.',
  arguments: ['organization', 'file'],
  fails: 'the file is there already or cannot be written, or there is no such organization',
  example: 'acme-logistics acme-logistics.zip',
  read([slug, file]) {
    const path = resolve(file)
    return (surroundings) =>
      beside(surroundings, async (database, secretKey, dataFolder) => {
        if (await exists(path)) throw new StartError(`${path} is there already.`)
        const now = new Date()
        const organization = await database.transaction((tx) => getOrganizationOf(tx, slug))
        const { id, name } = organization
        const { config, log } = surroundings
        const attachments = {
          objects: knownStorage(database, openObjectStorage(config.attachments, dataFolder, log)),
          keyRing: createKeyRing(secretKey, config.oldSecretKeys),
          bytesMax: null,
          log,
        }
        // Under its own name only once it is whole; readable by nobody else, from the first byte on.
        const unfinished = `${path}.unfinished`
        const output = (await openNew(unfinished)).createWriteStream()
        try {
          await database.transaction((tx) => tellOf(tx, slug, now))
          await pipeline(
            writeArchive(database, attachments, id, async () => undefined, now),
            output,
          )
          await rename(unfinished, path)
        } catch (error) {
          output.destroy()
          await rm(unfinished, { force: true })
          throw refusalOf(path, error)
        }
        const bytes = output.bytesWritten
        return {
          text: `${name} was written to ${path} (${bytes} bytes).`,
          data: { organization: { id, name, slug: organization.slug }, file: path, bytes },
        }
      })
  },
})

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** In the organization's log before anything of it is read. */
async function tellOf(tx: Tx, slug: string, now: Date): Promise<void> {
  const { id } = await getOrganizationOf(tx, slug)
  const event = { action: 'organization.exported', details: { by: 'operator' } }
  await addAuditEvent(tx, { organizationId: id, memberId: null }, fromCommand(), event, now)
}

async function openNew(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'wx', 0o600)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new StartError(
        `${file} is there: another export is writing it, or one was broken off; then remove it.`,
      )
    throw refusalOf(file, error)
  }
}

const refusalOf = (file: string, error: unknown) =>
  error instanceof Error && 'syscall' in error
    ? new StartError(`${file} cannot be written: ${error.message}`)
    : error

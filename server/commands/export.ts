import { createWriteStream } from 'node:fs'
import { access, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { knownStorage } from '#server/attachments/known-storage.ts'
import { addAuditEvent } from '#server/audit/add-audit-event.ts'
import { fromCommand } from '#server/audit/from-command.ts'
import { writeArchive } from '#server/closing/organization-export/write-archive.ts'
import { openObjectStorage } from '#server/outside/open-object-storage.ts'
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
        const organization = await database.transaction(async (tx) => {
          const found = await getOrganizationOf(tx, slug)
          const event = { action: 'organization.exported', details: { by: 'operator' } }
          const operator = { organizationId: found.id, memberId: null }
          await addAuditEvent(tx, operator, fromCommand(), event, now)
          return found
        })
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
        const output = createWriteStream(unfinished, { flags: 'wx', mode: 0o600 })
        let bytes = 0
        try {
          await pipeline(
            writeArchive(database, attachments, id, async () => undefined, now),
            output,
          )
          bytes = output.bytesWritten
          await rename(unfinished, path)
        } catch (error) {
          if (!isThere(error)) await rm(unfinished, { force: true })
          if (error instanceof Error && 'syscall' in error)
            throw new StartError(`${path} cannot be written: ${error.message}`)
          throw error
        }
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

/** Somebody else is writing it: theirs to remove. */
const isThere = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST'

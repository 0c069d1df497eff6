import sql from 'sql-template-tag'
import { z } from 'zod'
import type { OrganizationId } from '#api/common.ts'
import { Problem } from '#api/problem.ts'
import { addAuditEvent } from '#server/audit/add-audit-event.ts'
import type { Outside } from '#server/outside/outside.ts'
import { confine, type Database, type Tx } from '#server/platform/database.ts'
import { job, type Performer, performFree } from '#server/platform/jobs.ts'
import {
  type Connection,
  type ConnectionRow,
  connectionColumns,
  holdConnection,
  readConnection,
  type SamlProvider,
} from './connection.ts'
import { readMetadataAt } from './read-provider.ts'
import { compareProviders } from './replace-provider.ts'
import { warnOfCertificates } from './warn-of-certificates.ts'

export const lookAfterConnections = job('look-after-connections', z.object({}))

/**
 * Reads the metadata of an organization’s SAML providers again where it stands at an address, takes the certificates that are
 * new, and warns of those that end (SS3).
 */
export const lookAfterConnectionsPerformer = (outside: Outside): Performer =>
  performFree(
    lookAfterConnections,
    async (db, _payload, { organizationId, now }) => {
      if (!organizationId) throw new Error('connections are looked after in an organization')
      const within = <T>(work: (tx: Tx) => Promise<T>) => inside(db, organizationId, work)
      for (const known of await within(listSaml)) {
        const read = known.provider?.metadataUrl
          ? await readAgain(outside, known.provider.metadataUrl, now)
          : null
        await within(async (tx) => {
          const held = await holdConnection(tx, known.id)
          if (held?.kind !== 'saml' || !held.provider) return
          // Whoever changed the address meanwhile has read it just now.
          if (read && held.provider.metadataUrl === known.provider?.metadataUrl)
            await takeMetadata(tx, held, held.provider, read, now)
          await warnOfCertificates(tx, known.id, now)
        })
      }
    },
    { unconfined: 'asks providers between transactions, each confined to the organization' },
  )

const inside = <T>(db: Database, organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
  db.transaction(async (tx) => {
    await confine(tx, organizationId)
    return work(tx)
  })

async function listSaml(tx: Tx) {
  const rows = await tx.query<ConnectionRow>(
    sql`select ${connectionColumns} from connections c where c.kind = 'saml' order by c.id`,
  )
  return rows.map(readConnection).filter((connection) => connection.kind === 'saml')
}

/** A sentence: why not. */
const readAgain = (
  outside: Outside,
  metadataUrl: string,
  now: Date,
): Promise<SamlProvider | string> =>
  readMetadataAt(outside.fetch, metadataUrl, now).catch((error: unknown) => {
    if (error instanceof Problem) return error.message
    throw error
  })

/** Another EntityID is another provider: only a person decides on that. */
async function takeMetadata(
  tx: Tx,
  connection: Connection,
  before: SamlProvider,
  read: SamlProvider | string,
  now: Date,
) {
  const { id, organizationId, name } = connection
  if (typeof read === 'string') return note(tx, connection, read)
  if (read.entityId !== before.entityId)
    return note(tx, connection, `describes another provider now: ${read.entityId}`)
  const { details } = compareProviders(before, read)
  await tx.query(sql`
    update connections set provider = ${JSON.stringify(read)}, metadata_read_at = ${now}, metadata_error = null
    where id = ${id}`)
  if (Object.keys(details).length === 0) return
  const nobody = { organizationId, memberId: null }
  const event = { action: 'connection.updated', subjectId: id }
  const told = { ...event, details: { name, byMetadata: true, ...details } }
  await addAuditEvent(tx, nobody, null, told, now)
}

/** What was read last stays. */
async function note(tx: Tx, { id }: Connection, reason: string) {
  await tx.query(
    sql`update connections set metadata_error = ${reason.slice(0, 500)} where id = ${id}`,
  )
}

import sql from 'sql-template-tag'
import type { ConnectionId } from '#api/common.ts'
import type { ConnectionKind, Connection as Shown } from '#api/sso.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import type { KeyRing } from '#server/platform/seal.ts'
import { sealPrivateKey } from './connection.ts'
import { getConnection } from './get-connection.ts'
import { createKeyPair } from './key-pair.ts'
import { usualAttributes } from './shown-connection.ts'

interface Means {
  keyRing: KeyRing
  publicUrl: string
}

/**
 * Begins a connection, with a key of its own: a draft (SS1). Making the key takes a tenth of a second, while the transaction
 * waits: this is called a few times in the life of an organization. A name that is taken violates `connections_name`.
 */
export async function createConnection(
  tx: Tx,
  { keyRing, publicUrl }: Means,
  caller: SessionCaller,
  { name, kind }: { name: string; kind: ConnectionKind },
  request: Where,
  now: Date,
): Promise<Shown> {
  const { privateKeyPem, certificatePem } = await createKeyPair(new URL(publicUrl).hostname, now)
  // What is sealed is sealed for this id.
  const [made] = await tx.query<{ id: ConnectionId }>(sql`select uuid7() as id`)
  if (!made) throw new Error('no id was made')
  const { id } = made
  const { sealed, keyId } = sealPrivateKey(keyRing, id, privateKeyPem)
  await tx.query(sql`
    insert into connections (organization_id, id, name, kind, sealed_private_key, private_key_key_id, certificate,
      attributes, evidence_since, created_at)
    values (${caller.organizationId}, ${id}, ${name}, ${kind}, ${sealed}, ${keyId}, ${certificatePem},
      ${JSON.stringify(usualAttributes[kind])}, ${now}, ${now})`)
  const event = { action: 'connection.created', subjectId: id, details: { name, kind } }
  await addAuditEvent(tx, caller, request, event, now)
  return getConnection(tx, caller, publicUrl, id, now)
}

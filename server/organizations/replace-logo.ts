import sql from 'sql-template-tag'
import type { FileId } from '#api/common.ts'
import type { Organization } from '#api/organizations.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { addFile, removeFile } from '#server/files/file.ts'
import type { Tx } from '#server/platform/database.ts'
import { getOrganization } from './get-organization.ts'

/** Puts a picture, as `encodePicture` makes it, in the place of the logo; null takes that away. The old file goes (OR1). */
export async function replaceLogo(
  tx: Tx,
  caller: Pick<SessionCaller, 'organizationId' | 'memberId'>,
  webp: Uint8Array | null,
  request: Where,
  now: Date,
): Promise<Organization> {
  const { organizationId } = caller
  const [before] = await tx.query<{ logoId: FileId | null }>(
    sql`select logo_id as "logoId" from organizations where id = ${organizationId} for no key update`,
  )
  const about = {
    kind: 'logo',
    name: 'logo.webp',
    contentType: 'image/webp',
    expiresAt: null,
  } as const
  const logoId = webp && (await addFile(tx, organizationId, about, webp, now))
  await tx.query(sql`update organizations set logo_id = ${logoId} where id = ${organizationId}`)
  if (before?.logoId) await removeFile(tx, before.logoId)
  if (webp || before?.logoId)
    await addAuditEvent(
      tx,
      caller,
      request,
      {
        action: 'organization.updated',
        subjectId: organizationId,
        details: { logo: webp ? 'replaced' : 'removed' },
      },
      now,
    )
  return getOrganization(tx)
}

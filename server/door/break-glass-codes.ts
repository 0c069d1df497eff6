import sql from 'sql-template-tag'
import type { MemberId, OrganizationId } from '#api/common.ts'
import type { PolicyDocument } from '#api/policies.ts'
import type { Tx } from '#server/platform/database.ts'
import { newReadableCode, readReadableCode } from '#server/platform/readable-code.ts'
import { hashToken } from '#server/platform/token.ts'

const count = 5
/** Five random bits a character: 130 in all. */
const length = 26

/** How many codes are left, and since when; of the transaction's organization. */
export async function findBreakGlass(tx: Tx): Promise<PolicyDocument['breakGlass']> {
  const [row] = await tx.query<{ left: number; createdAt: Date | null }>(sql`
    select count(*) filter (where used_at is null) as left, max(created_at) as "createdAt" from break_glass_codes`)
  return { left: row?.left ?? 0, createdAt: row?.createdAt?.toISOString() ?? null }
}

/** Makes five new codes; all earlier ones stop. Only their hashes stay here. */
export async function replaceCodes(
  tx: Tx,
  organizationId: OrganizationId,
  now: Date,
): Promise<string[]> {
  const codes = Array.from({ length: count }, () => newReadableCode(length))
  await tx.query(sql`delete from break_glass_codes where organization_id = ${organizationId}`)
  await tx.query(sql`insert into break_glass_codes (organization_id, code_hash, created_at)
    select ${organizationId}::uuid, hash, ${now}::timestamptz from unnest(${codes.map(hashOf)}::bytea[]) as hash`)
  return codes
}

/** Uses a code up; false where it is none, or was used: of two at once exactly one succeeds. */
export async function useBreakGlassCode(
  tx: Tx,
  usedBy: { organizationId: OrganizationId; memberId: MemberId },
  code: string,
  now: Date,
): Promise<boolean> {
  const used = await tx.query(sql`
    update break_glass_codes set used_at = ${now}, used_by = ${usedBy.memberId}
    where organization_id = ${usedBy.organizationId} and code_hash = ${hashOf(code)} and used_at is null
    returning organization_id`)
  return used.length > 0
}

// Of 130 random bits a plain hash suffices: nobody tries them out.
const hashOf = (code: string) => hashToken(readReadableCode(code))

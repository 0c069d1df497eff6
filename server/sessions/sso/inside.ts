import type { OrganizationId } from '#api/common.ts'
import { confine, leaveConfinement, type Tx } from '#server/platform/database.ts'

/** What is an organization's is reached from within its walls; log-ins and evidence are not. */
export async function inside<T>(
  tx: Tx,
  organizationId: OrganizationId,
  work: () => Promise<T>,
): Promise<T> {
  await confine(tx, organizationId)
  const result = await work()
  await leaveConfinement(tx)
  return result
}

import type { OrganizationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'

const organizationMax = 4
const processMax = 8

const readers = new Map<OrganizationId, number>()

/**
 * Runs what reads a file inside of a transaction, or waits for whoever does: few at a time, so that large ones leave connections
 * to everybody else.
 *
 * @throws unavailable, to be asked again
 */
export async function whileReading<T>(
  organizationId: OrganizationId,
  work: () => Promise<T>,
): Promise<T> {
  const own = readers.get(organizationId) ?? 0
  const all = [...readers.values()].reduce((sum, count) => sum + count, 0)
  if (own >= organizationMax || all >= processMax)
    throw problem('unavailable', { retryAfterSeconds: 2 })
  readers.set(organizationId, own + 1)
  try {
    return await work()
  } finally {
    const left = (readers.get(organizationId) ?? 1) - 1
    if (left > 0) readers.set(organizationId, left)
    else readers.delete(organizationId)
  }
}

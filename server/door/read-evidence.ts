import type { ConnectionId, OrganizationId } from '#api/common.ts'
import type { Evidence } from '#server/access/caller.ts'

/** Reads what a log-in has proved, as the database packs it (function `evidence_of`). */
export const readEvidence = (text: string | null): Evidence[] =>
  (text ?? '')
    .split(' ')
    .filter(Boolean)
    .map((one) => {
      const [kind, connectionId, at, organizationId] = one.split(',')
      return {
        kind: kind as Evidence['kind'],
        connectionId: (connectionId || null) as ConnectionId | null,
        organizationId: (organizationId ?? null) as OrganizationId | null,
        at: new Date(Number(at)),
      }
    })

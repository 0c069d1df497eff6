import type { Evidence } from '#server/access/caller.ts'

/** Reads what a log-in has proved, as the database packs it (function `evidence_of`). */
export const readEvidence = (text: string | null): Evidence[] =>
  (text ?? '')
    .split(' ')
    .filter(Boolean)
    .map((one) => {
      const [kind, connectionId, at] = one.split(',')
      return {
        kind: kind as Evidence['kind'],
        connectionId: connectionId || null,
        at: new Date(Number(at)),
      }
    })

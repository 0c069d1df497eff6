import type { SessionCaller } from '#server/access/caller.ts'

/** Who the others are told has done it. */
export const nameOf = (caller: SessionCaller): string =>
  `${caller.firstName} ${caller.lastName}`.trim() || caller.email

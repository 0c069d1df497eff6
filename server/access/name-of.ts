import type { SessionCaller } from './caller.ts'

/** Who others are told has done something: by name, else by address. */
export const nameOf = (caller: SessionCaller): string =>
  `${caller.firstName} ${caller.lastName}`.trim() || caller.email

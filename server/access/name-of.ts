import type { Acting } from './caller.ts'

/** Who others are told has done something: by name, else by address. */
export const nameOf = (caller: Pick<Acting, 'firstName' | 'lastName' | 'email'>): string =>
  `${caller.firstName} ${caller.lastName}`.trim() || caller.email

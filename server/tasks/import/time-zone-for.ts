import type { SessionCaller } from '#server/access/caller.ts'

/** Whose clocks the times of a file are by: the member's, else the organization's. */
export const timeZoneFor = ({
  timeZone,
  organization,
}: Pick<SessionCaller, 'timeZone' | 'organization'>): string => timeZone ?? organization.timeZone

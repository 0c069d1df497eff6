import { parseAbsolute } from '@internationalized/date'

/** The same time of day that many days later (ISO 8601 in UTC), by the clock of a zone. */
export const moveDays = (time: string, days: number, timeZone: string): string =>
  parseAbsolute(time, timeZone).add({ days }).toAbsoluteString()

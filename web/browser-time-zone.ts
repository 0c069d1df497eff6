import { TimeZone } from '#api/common.ts'

/** The zone that this browser is set to; UTC where only the browser knows it by that name. */
export const browserTimeZone = (): string =>
  TimeZone.safeParse(Intl.DateTimeFormat().resolvedOptions().timeZone).data ?? 'UTC'

import { z } from 'zod'
import { Configuration } from '#api/configuration.ts'

const { accent, weekStartsOn, timeFormat } = Configuration.shape
/** A value that this release does not know, of a newer or an older one, is as if it were not set: nobody is kept out by it. */
const tolerant = z.object({
  accent: accent.catch(accent.parse(undefined)),
  weekStartsOn: weekStartsOn.catch(weekStartsOn.parse(undefined)),
  timeFormat: timeFormat.catch(timeFormat.parse(undefined)),
})

/** What an organization has set, and the usual for the rest; keys that no release knows any more are left out. */
export const readConfiguration = (json: string): Configuration => tolerant.parse(JSON.parse(json))

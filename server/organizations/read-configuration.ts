import { Configuration } from '#api/configuration.ts'

/** What an organization has set, and the usual for the rest; keys that no release knows any more are left out. */
export const readConfiguration = (json: string): Configuration =>
  Configuration.parse(JSON.parse(json))

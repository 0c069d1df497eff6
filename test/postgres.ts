import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const home = '/usr/lib/postgresql'

/** The programs of the oldest PostgreSQL that Debian's packages brought, from a major version on. */
export function findDebianPostgres(oldest: number): string | null {
  if (!existsSync(home)) return null
  const [major] = readdirSync(home)
    .map(Number)
    .filter((version) => version >= oldest && existsSync(join(home, String(version), 'bin/initdb')))
    .sort((a, b) => a - b)
  return major === undefined ? null : join(home, String(major), 'bin')
}

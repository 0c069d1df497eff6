import { Resolver } from 'node:dns/promises'

/** TXT records of a DNS name, each joined from its parts; none where there is no such name. Throws where nobody answered. */
export type ResolveTxt = (name: string) => Promise<string[]>

/** Asks the name servers of this machine (or of `servers`), for about 6 seconds at most. */
export function createResolveTxt(servers?: string[]): ResolveTxt {
  return async (name) => {
    // Of its own for each question: one resolver sends all it is asked from one port.
    const resolver = new Resolver({ timeout: 2000, tries: 2 })
    if (servers) resolver.setServers(servers)
    try {
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''))
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null
      if (code === 'ENOTFOUND' || code === 'ENODATA') return []
      throw error
    }
  }
}

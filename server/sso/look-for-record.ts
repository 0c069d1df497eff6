import type { ResolveTxt } from '#server/outside/resolve-txt.ts'
import { type Domain, recordOf } from './domain.ts'

/** `unanswered`: no name server said anything, which is neither. */
export type Found = 'found' | 'missing' | 'unanswered'

/** Asks the DNS for the record that proves a domain: slow, so never within a transaction. */
export async function lookForRecord(resolveTxt: ResolveTxt, domain: Domain): Promise<Found> {
  const { name, value } = recordOf(domain)
  try {
    const records = await resolveTxt(name)
    return records.some((record) => record.trim() === value) ? 'found' : 'missing'
  } catch {
    return 'unanswered'
  }
}

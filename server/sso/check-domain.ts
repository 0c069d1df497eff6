import type { DomainId } from '#api/common.ts'
import { type Problem, problem } from '#api/problem.ts'
import type { ProvedDomain } from '#api/sso.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { ResolveTxt } from '#server/outside/resolve-txt.ts'
import { confine, type Database, type Tx } from '#server/platform/database.ts'
import { findDomain, holdDomain, recordOf, shownDomain } from './domain.ts'
import { lookForRecord } from './look-for-record.ts'
import { noteCheck } from './note-check.ts'

interface Means {
  db: Database
  resolveTxt: ResolveTxt
}

/**
 * Looks for a domain's record now, between two transactions. One that another organization has proved violates
 * `domains_proved`: of two who prove it at once, the second.
 *
 * @throws not-found, domain-taken
 * @returns domain-not-proved, what was looked at being noted
 */
export async function checkDomain(
  { db, resolveTxt }: Means,
  caller: SessionCaller,
  id: DomainId,
  request: Where,
  now: Date,
): Promise<ProvedDomain | Problem> {
  const within = <T>(work: (tx: Tx) => Promise<T>) =>
    db.transaction(async (tx) => {
      await confine(tx, caller.organizationId)
      return work(tx)
    })
  const domain = await within((tx) => findDomain(tx, id))
  if (!domain) throw problem('not-found')
  const { name } = recordOf(domain)
  const found = await lookForRecord(resolveTxt, domain)
  if (found === 'unanswered')
    return problem('domain-not-proved', {
      detail: `No name server answered for ${name}. Try again in a while.`,
    })
  return within(async (tx) => {
    const held = await holdDomain(tx, id)
    if (!held) throw problem('not-found')
    const by = { ...caller, request }
    const after = await noteCheck(tx, by, held, found === 'found', now)
    return found === 'found'
      ? shownDomain(after)
      : problem('domain-not-proved', {
          detail: `There is no TXT record ${name} with this value yet. A new one may take some hours to be seen.`,
        })
  })
}

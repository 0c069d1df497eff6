import { z } from 'zod'
import type { Outside } from '#server/outside/outside.ts'
import { confine, type Tx } from '#server/platform/database.ts'
import { job, type Performer, performFree } from '#server/platform/jobs.ts'
import { type Domain, holdDomain, listDomains } from './domain.ts'
import { type Found, lookForRecord } from './look-for-record.ts'
import { noteCheck } from './note-check.ts'

export const lookAfterDomains = job('look-after-domains', z.object({}))

/** Looks, in the DNS, whether the domains that an organization has proved are still its own (LG5). */
export const lookAfterDomainsPerformer = ({ resolveTxt }: Pick<Outside, 'resolveTxt'>): Performer =>
  performFree(
    lookAfterDomains,
    async (db, _payload, { organizationId, now }) => {
      if (!organizationId) throw new Error('domains are looked after in an organization')
      const within = <T>(work: (tx: Tx) => Promise<T>) =>
        db.transaction(async (tx) => {
          await confine(tx, organizationId)
          return work(tx)
        })
      const proved = (await within(listDomains)).filter(({ provedAt }) => provedAt !== null)
      // At once: each may wait for name servers that are silent.
      const looked = await Promise.all(proved.map((domain) => lookForRecord(resolveTxt, domain)))
      for (const [n, { id }] of proved.entries())
        await within(async (tx) => {
          const domain = await holdDomain(tx, id)
          const answer = domain?.provedAt && readAnswer(looked[n] ?? 'unanswered', domain, now)
          if (domain && answer)
            await noteCheck(
              tx,
              { organizationId, memberId: null, request: null },
              domain,
              answer === 'found',
              now,
            )
        })
    },
    { unconfined: 'asks the DNS between transactions, each confined to the organization' },
  )

const silentMs = 36 * 3_600_000

/** Silence of a day says nothing, it may be our own network. Of two it says that nobody keeps the domain any more. */
function readAnswer(found: Found, { checkedAt }: Domain, now: Date): 'found' | 'missing' | null {
  if (found !== 'unanswered') return found
  const silent = now.getTime() - (checkedAt?.getTime() ?? 0)
  return silent > silentMs ? 'missing' : null
}

import sql from 'sql-template-tag'
import type { FoundingReport } from '#api/founding.ts'
import { api } from '#api/index.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import { Challenge } from '#api/sessions.ts'
import { serve } from '#server/http/call.ts'
import { deliver } from '#server/sessions/deliver.ts'
import { createOrganization } from './create-organization.ts'
import { previewCopy } from './preview-copy.ts'

/** `ownedMax`: how many organizations one person may own; null: any number (CR1). */
export const foundingRoutes = (ownedMax: number | null) => [
  serve(api.previewCopy, ({ tx, caller, now }) => previewCopy(tx, caller, ownedMax, now), {
    unconfined: 'looks for the first organization that one owns, over all of them',
  }),

  serve(
    api.createOrganization,
    async ({ tx, caller, body, request, cookies, now }) => {
      const answer = await createOrganization(tx, caller, body, ownedMax, request, now)
      if ('outcome' in answer) return Challenge.parse(deliver(answer, caller.transport, cookies))
      return { ...answer, session: deliver(answer.session, caller.transport, cookies) }
    },
    {
      unconfined: 'leaves one organization, reads another, and makes and enters a third',
      violations: {
        hubs_name: () =>
          fieldProblem('values-refused', '#/hub/name', 'is the name of a copied hub', 'name-taken'),
      },
    },
  ),

  serve(api.getFoundingReport, async ({ tx, caller }) => {
    const [row] = await tx.query<{ report: FoundingReport; createdAt: Date }>(sql`
      select f.report, f.created_at as "createdAt" from foundings f
      where exists (select from members m where m.id = ${caller.memberId} and m.source = 'founder')`)
    if (!row) throw problem('not-found')
    return { createdAt: row.createdAt.toISOString(), report: row.report }
  }),
]

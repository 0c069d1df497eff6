import sql from 'sql-template-tag'
import type { FoundingReport } from '#api/founding.ts'
import { api } from '#api/index.ts'
import { fieldProblem, Problem, problem } from '#api/problem.ts'
import { Challenge } from '#api/sessions.ts'
import { serve, serveFree } from '#server/http/call.ts'
import type { BreachedPasswords } from '#server/outside/breached-passwords.ts'
import { newToken } from '#server/platform/token.ts'
import { deliver } from '#server/sessions/deliver.ts'
import { createOrganization } from './create-organization.ts'
import { finishJoining } from './finish-joining.ts'
import { previewCopy } from './preview-copy.ts'

interface Options {
  /** How many organizations one person may own; null: any number (CR1). */
  ownedMax: number | null
  signUp: boolean
  breachedPasswords: BreachedPasswords | null
}

const yearMs = 365 * 86_400_000

export const foundingRoutes = ({ ownedMax, signUp, breachedPasswords }: Options) => [
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

  serveFree(
    api.finishJoining,
    async ({ db, body, cookies, request, now }) => {
      const { transport } = body
      const inBrowser = transport === 'cookie'
      const browserToken = inBrowser ? (cookies.get('browser') ?? newToken('browser').token) : null
      const holder = {
        transport,
        browserToken,
        sessionToken: inBrowser ? cookies.get('session') : null,
      }
      const options = { db, breachedPasswords, signUp, ownedMax }
      const outcome = await finishJoining(options, body, holder, request, now)
      if (outcome instanceof Problem) return outcome
      if (browserToken) {
        cookies.set('browser', browserToken, new Date(now.getTime() + yearMs))
        if (outcome.outcome !== 'entered') cookies.clear('session')
      }
      return deliver(outcome, transport, cookies)
    },
    { unconfined: 'nobody is known yet: makes an identity, and a member or an organization' },
  ),

  serve(api.getFoundingReport, async ({ tx, caller }) => {
    const [row] = await tx.query<{ report: FoundingReport; createdAt: Date }>(sql`
      select f.report, f.created_at as "createdAt" from foundings f
      where exists (select from members m where m.id = ${caller.memberId} and m.source = 'founder')`)
    if (!row) throw problem('not-found')
    return { createdAt: row.createdAt.toISOString(), report: row.report }
  }),
]

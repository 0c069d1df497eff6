import { useMutation } from '@tanstack/react-query'
import { ApiError, type Client } from '#api/client.ts'
import type { MemberId } from '#api/common.ts'
import type { Outcome } from '#api/sessions.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { followOutcome } from '#web/follow-outcome.ts'
import { paths } from '#web/paths.ts'
import { leaveFor } from '#web/single-sign-on.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'

/**
 * Enters one of one's organizations and leaves the page: picks after sign-in, switches afterwards. `entering` stays set
 * until the page is gone, so that nothing can be pressed twice. A refusal costs nothing (SW5).
 */
export function useEnter(to: string | null, by: Pick<Client, 'switchOrganization'> = client) {
  const say = useProblemText()
  const { mutate, isPending, isSuccess, variables } = useMutation({
    mutationFn: async (memberId: MemberId) => {
      const outcome = await by.switchOrganization({ body: { memberId } })
      if (!(await leftForProvider(memberId, outcome, to))) followOutcome(outcome, to)
    },
    onError: (error) => {
      // The ten minutes are over (LG2): the destination stays.
      if (error instanceof ApiError && error.type === 'not-signed-in')
        return window.location.assign(paths.signIn(to))
      // The whole tab says it (web/shell/stale-notice.tsx).
      if (error instanceof ApiError && /^(organization|member)-changed$/.test(error.type)) return
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      void refresh('listMyOrganizations')
    },
  })
  const entering = isPending || isSuccess ? (variables ?? null) : null
  return { enter: (memberId: MemberId) => entering === null && mutate(memberId), entering }
}

/**
 * LG4: where the door wants its one identity provider and nothing else would do, pressing the button goes on to it. The way
 * back ends at the door, which never goes on by itself: so nobody is sent around in a circle. Owners stop at the door at
 * once, where the break-glass code is, which they need when the provider is what is broken (DR6).
 */
async function leftForProvider(memberId: MemberId, outcome: Outcome, to: string | null) {
  if (outcome.outcome !== 'challenged') return false
  const [step] = outcome.missing
  const [connection, ...others] = step?.kind === 'sso' ? step.connections : []
  if (!connection || others.length > 0) return false
  const mine = queries.getQueryData(query('listMyOrganizations').queryKey)
  const row = mine?.organizations.find((one) => one.memberId === memberId)
  if (!mine || !row || row.roleTemplate === 'owner') return false
  const { organization } = outcome
  return leaveFor(connection, {
    organizationName: organization.name,
    look: organization,
    back: paths.door(organization.slug, to),
    to,
    email: mine.email,
  }).then(
    () => true,
    // The door says it, and has the button to try again.
    () => false,
  )
}

import { useMutation } from '@tanstack/react-query'
import { ApiError, type Client } from '#api/client.ts'
import type { MemberId } from '#api/common.ts'
import { client, refresh } from '#web/api.ts'
import { followOutcome } from '#web/follow-outcome.ts'
import { paths } from '#web/paths.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'

/**
 * Enters one of one's organizations and leaves the page: picks after sign-in, switches afterwards. `entering` stays set
 * until the page is gone, so that nothing can be pressed twice. A refusal costs nothing (SW5).
 */
export function useEnter(to: string | null, by: Pick<Client, 'switchOrganization'> = client) {
  const say = useProblemText()
  const { mutate, isPending, isSuccess, variables } = useMutation({
    mutationFn: (memberId: MemberId) => by.switchOrganization({ body: { memberId } }),
    onSuccess: (outcome) => followOutcome(outcome, to),
    onError: (error) => {
      // The ten minutes are over (LG2): the destination stays.
      if (error instanceof ApiError && error.type === 'not-signed-in')
        return window.location.assign(paths.signIn(to))
      if (error instanceof ApiError && error.type === 'organization-changed') return
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      void refresh('listMyOrganizations')
    },
  })
  const entering = isPending || isSuccess ? (variables ?? null) : null
  return { enter: (memberId: MemberId) => entering === null && mutate(memberId), entering }
}

import { useEffect } from 'react'
import { queries, query } from '#web/api.ts'
import { rememberPresence } from '#web/presence.ts'
import { keepPresentSession } from '#web/present-shelf.ts'
import type { Session } from './session.ts'

/** Notes for the time without a connection who one is, as soon as the server has said it. */
export function usePresence(session: Session): void {
  const { organization, member } = session
  useEffect(() => {
    const answered = queries.getQueryState(query('getSession').queryKey)?.dataUpdatedAt
    if (!answered) return
    rememberPresence({
      organizationId: organization.id,
      memberId: member.id,
      slug: organization.slug,
    })
    void keepPresentSession(session).catch(() => undefined)
  }, [session, organization, member])
}

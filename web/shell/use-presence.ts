import { useEffect, useRef } from 'react'
import { queries, query } from '#web/api.ts'
import { rememberPresence } from '#web/presence.ts'
import { keepPresentSession } from '#web/present-shelf.ts'
import type { Session } from './session.ts'

/** Notes for the time without a connection who one is; and leaves a page that turns out to be somebody else's by now. */
export function usePresence(session: Session): void {
  const first = useRef(session.member.id)
  const { organization, member } = session
  useEffect(() => {
    // Opened without a connection as one person, and the browser's session is another one's since.
    if (member.id !== first.current) return window.location.reload()
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

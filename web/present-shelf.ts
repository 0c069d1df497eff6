import type { Client } from '#api/client.ts'
import { mayDo, nothingAhead } from './fetch-ahead.ts'
import { startOutbox } from './outbox.ts'
import { readPresence } from './presence.ts'
import { hasShelf, type Owner, openShelf, removeOldShelves, type Shelf } from './shelf.ts'

type Session = Awaited<ReturnType<Client['getSession']>>

export const ownerOf = ({ organization, member }: Session): Owner => ({
  organizationId: organization.id,
  memberId: member.id,
})

let opened: Promise<Shelf> | null = null

/** The shelf of whoever this page load belongs to, made where there is none; from then on what waits on it is sent. */
export function presentShelf(owner: Owner): Promise<Shelf> {
  opened ??= openShelf(owner).then((shelf) => {
    startOutbox(shelf)
    void removeOldShelves(Date.now()).catch(() => undefined)
    return shelf
  })
  return opened
}

/**
 * Notes who one is now for the time without a connection, where this device keeps anything of them. Whose role lets them do no
 * tasks any more keeps none here but what they have begun.
 */
export async function keepPresentSession(session: Session): Promise<void> {
  const owner = ownerOf(session)
  if (!(await hasShelf(owner))) return
  const shelf = await presentShelf(owner)
  await shelf.keepSession(session)
  if (!mayDo(session))
    await shelf.keepAhead(nothingAhead(await shelf.listWorks()), new Set(), Date.now())
}

/**
 * Who one was here when there was a connection: only of the member as whom this browser was last let in, and no longer than the
 * session that they had. Null: this page cannot be opened now.
 */
export async function findKeptSession(slug: string, now: number): Promise<Session | null> {
  const presence = readPresence()
  if (presence?.slug !== slug || !(await hasShelf(presence))) return null
  const shelf = await openShelf(presence)
  const session = await shelf.findSession()
  shelf.close()
  if (!session || session.organization.slug !== slug) return null
  return session.missing.length === 0 && Date.parse(session.expiresAt) > now ? session : null
}

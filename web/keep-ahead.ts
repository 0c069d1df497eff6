import type { Client } from '#api/client.ts'
import { plainClient } from './api.ts'
import { fetchAhead, mayDo } from './fetch-ahead.ts'
import { keepShell } from './keep-shell.ts'
import { listenToSent } from './outbox.ts'
import { readPresence } from './presence.ts'
import { ownerOf, presentShelf } from './present-shelf.ts'
import { hasShelf, type Owner, type Shelf, shelvesLock } from './shelf.ts'

type Session = Awaited<ReturnType<Client['getSession']>>

/** A list that is visited again and again is not fetched again and again. */
const restMs = 30_000
let keptAt = Number.NEGATIVE_INFINITY

/**
 * Puts onto this device what its member has to do soon, for whoever does tasks here: on a phone or a tablet, or where they
 * have done so before; never against Save-Data. Settles whatever comes of it: without it all works as before.
 */
export async function keepAhead(session: Session, { anew = false } = {}): Promise<void> {
  if (!mayDo(session) || session.missing.length > 0 || !navigator.onLine || savesData()) return
  if (!anew && performance.now() - keptAt < restMs) return
  keptAt = performance.now()
  const owner = ownerOf(session)
  const name = `foyer.ahead.${owner.organizationId}.${owner.memberId}`
  await navigator.locks
    .request(name, { ifAvailable: true }, (lock) => (lock ? fetchAndKeep(owner) : undefined))
    .catch(() => undefined)
}

async function fetchAndKeep(owner: Owner) {
  const used = await hasShelf(owner)
  if (!used && !isHandheld()) return
  const kept = (used && (await onShelf(owner, (shelf) => shelf.listWorks()))) || []
  const known = new Set(kept.map(({ taskId }) => taskId))
  const unlisten = listenToSent(({ id }) => known.add(id))
  try {
    const ahead = await fetchAhead(plainClient, kept)
    // A device on which there is nothing to do keeps nothing.
    if (!used && ahead.tasks.length === 0) return
    // Somebody else may have signed in meanwhile: then these were their tasks, or are not to be kept here.
    const session = await plainClient.getSession()
    if (session.member.id !== owner.memberId || session.missing.length > 0) return
    await onShelf(owner, async (shelf) => {
      if (!shelf.lasts) return
      await shelf.keepSession(session)
      await shelf.keepAhead(ahead, known, Date.now())
      keepShell()
    })
  } finally {
    unlisten()
  }
}

/** Null where somebody has signed out meanwhile, in whichever tab: then nothing of them may come back onto this device. */
const onShelf = <T>(owner: Owner, act: (shelf: Shelf) => Promise<T>): Promise<T | null> =>
  navigator.locks.request(shelvesLock, { mode: 'shared' }, async () => {
    const presence = readPresence()
    const isIn =
      presence?.organizationId === owner.organizationId && presence.memberId === owner.memberId
    return isIn ? act(await presentShelf(owner)) : null
  })

const isHandheld = () => matchMedia('(pointer: coarse) and (hover: none)').matches

/** Some browsers say so, and the types of none of them. */
const savesData = () =>
  'connection' in navigator &&
  (navigator.connection as { saveData?: boolean } | undefined)?.saveData === true

import { paths, safeDestination, slugOf } from './paths.ts'

interface Organization {
  id: string
  name: string
  slug: string
}

/** What the tabs of one browser tell each other (SW7). */
export type TabMessage =
  | { kind: 'switched'; organization: Organization; memberId: string }
  | { kind: 'signed-out' }

const channel = new BroadcastChannel('foyer')

/** Tells every other tab of this browser; a tab does not hear itself. */
export const tellTabs = (message: TabMessage): void => channel.postMessage(message)

/** What has become of the browser's session, while this tab still shows what was before. */
export type Stale =
  /** It is in another organization; null where only the server's 409 told: the name is not known then. */
  | { changed: 'organization'; organization: Organization | null }
  /** It is somebody else's, in the same organization. */
  | { changed: 'member' }

let stale: Stale | null = null
const listeners = new Set<() => void>()

/** Shows the notice over the whole tab; what stands behind it can neither be read on nor saved. */
export function reportStale(next: Stale): void {
  // A tab of somebody else stays that wherever they go, and a name that is known is not forgotten.
  if (stale?.changed === 'member') return
  if (stale?.organization && next.changed === 'organization' && !next.organization) return
  stale = next
  for (const listener of listeners) listener()
}

/** For useSyncExternalStore. */
export const staleStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  get: () => stale,
}

/** Acts on what other tabs tell; `shown` is where this tab is, and as whom, null before the door. */
export function listenToTabs(
  shown: { organizationId: string; memberId: string } | null,
): () => void {
  const hear = ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === 'switched' && shown) {
      if (data.organization.id !== shown.organizationId)
        reportStale({ changed: 'organization', organization: data.organization })
      else if (data.memberId !== shown.memberId) reportStale({ changed: 'member' })
    }
    // On the pages before the door, another tab has gone in: follow it, there is nothing left to choose here.
    if (data.kind === 'switched' && !shown && isWaiting(window.location.pathname))
      window.location.assign(
        safeDestination(new URLSearchParams(window.location.search).get('to')) ??
          paths.tasks(data.organization.slug),
      )
    if (data.kind === 'signed-out' && shown)
      window.location.assign(paths.signIn(window.location.pathname + window.location.search))
  }
  channel.addEventListener('message', hear)
  return () => channel.removeEventListener('message', hear)
}

const isWaiting = (pathname: string) =>
  pathname === paths.signIn() ||
  pathname === paths.choose() ||
  pathname === paths.door(slugOf(pathname) ?? '')

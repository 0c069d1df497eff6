import { paths, safeDestination, slugOf } from './paths.ts'

interface Organization {
  id: string
  name: string
  slug: string
}

/** What the tabs of one browser tell each other (SW7). */
export type TabMessage = { kind: 'switched'; organization: Organization } | { kind: 'signed-out' }

const channel = new BroadcastChannel('foyer')

/** Tells every other tab of this browser; a tab does not hear itself. */
export const tellTabs = (message: TabMessage): void => channel.postMessage(message)

/** Where the browser's session is by now, while this tab still shows another organization. */
export interface Stale {
  /** Null where only the server's 409 told: the name is not known then. */
  organization: Organization | null
}

let stale: Stale | null = null
const listeners = new Set<() => void>()

/** Shows the notice over the whole tab; what stands behind it can neither be read on nor saved. */
export function reportStale(organization: Organization | null): void {
  if (stale?.organization && !organization) return
  stale = { organization }
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

/** Acts on what other tabs tell; `organizationId` is the one that this tab shows, null before the door. */
export function listenToTabs(organizationId: string | null): () => void {
  const hear = ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === 'switched' && organizationId && data.organization.id !== organizationId)
      reportStale(data.organization)
    // On the pages before the door, another tab has gone in: follow it, there is nothing left to choose here.
    if (data.kind === 'switched' && !organizationId && isWaiting(window.location.pathname))
      window.location.assign(
        safeDestination(new URLSearchParams(window.location.search).get('to')) ??
          paths.tasks(data.organization.slug),
      )
    if (data.kind === 'signed-out' && organizationId)
      window.location.assign(paths.signIn(window.location.pathname + window.location.search))
  }
  channel.addEventListener('message', hear)
  return () => channel.removeEventListener('message', hear)
}

const isWaiting = (pathname: string) =>
  pathname === paths.signIn() ||
  pathname === paths.choose() ||
  pathname === paths.door(slugOf(pathname) ?? '')

import { z } from 'zod'
import { paths } from './paths.ts'
import { forgetPresence, readPresence } from './presence.ts'
import { removeShelves } from './shelf.ts'
import { tellTabs } from './tabs.ts'

const Farewell = z.object({
  kind: z.enum(['left', 'deleted', 'kept']),
  name: z.string(),
  /** For its tile. */
  organization: z.object({ id: z.string(), logoUrl: z.string().nullable() }).optional(),
})
/** What somebody has just gone from, and how; or kept after all. */
export type Farewell = z.infer<typeof Farewell>

const key = 'foyer.farewell'

/**
 * Out of an organization for good: tells the other tabs, and goes to the picker; from the last one, to the farewell page. What
 * this device kept of oneself there goes as well.
 */
export function goOut(farewell: Farewell, { last }: { last: boolean }): void {
  const here = readPresence()
  forgetPresence()
  sessionStorage.setItem(key, JSON.stringify(farewell))
  tellTabs({ kind: 'signed-out' })
  void removeShelves(here ? [here.memberId] : [])
    .catch(() => undefined)
    .finally(() => window.location.assign(last ? paths.farewell() : paths.choose()))
}

/** From the farewell page back to the picker: its organization is not being deleted any more. */
export function comeBack(name: string): void {
  sessionStorage.setItem(key, JSON.stringify({ kind: 'kept', name } satisfies Farewell))
  window.location.assign(paths.choose())
}

/** What this tab has gone from; null where it is not known. `forget`: is said once. */
export function readFarewell({ forget = false } = {}): Farewell | null {
  const stored = sessionStorage.getItem(key)
  if (forget) sessionStorage.removeItem(key)
  if (!stored) return null
  return Farewell.safeParse(JSON.parse(stored)).data ?? null
}

import { z } from 'zod'

/**
 * Who this browser has last been let in as, in the server's own words: without a connection there is nobody to ask. It opens
 * nothing but what this device itself has kept of that very member, and goes with the session.
 */
const Presence = z.object({ organizationId: z.string(), memberId: z.string(), slug: z.string() })
type Presence = z.infer<typeof Presence>

const storageKey = 'foyer.presence'

export const rememberPresence = (presence: Presence): void =>
  localStorage.setItem(storageKey, JSON.stringify(presence))

export const forgetPresence = (): void => localStorage.removeItem(storageKey)

export function readPresence(): Presence | null {
  try {
    return Presence.safeParse(JSON.parse(localStorage.getItem(storageKey) ?? '')).data ?? null
  } catch {
    return null
  }
}

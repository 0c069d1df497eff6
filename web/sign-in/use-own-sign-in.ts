import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { OrganizationLook } from '#api/look.ts'
import { query } from '#web/api.ts'
import { slugOf } from '#web/paths.ts'
import { type SsoConnection, ssoNews } from '#web/single-sign-on.ts'

/** A door that leads to an identity provider, and what led there: the address that was typed, or the page one wants to see. */
export interface OwnDoor {
  by: 'email' | 'page'
  organization: OrganizationLook
  connections: readonly SsoConnection[]
}

/** What stands behind the @ of something that looks like an address; else null. */
export const domainOf = (email: string): string | null =>
  /^[^\s@]+@([^\s@]+\.[^\s@]+)$/.exec(email.trim())?.[1]?.toLowerCase() ?? null

/**
 * The sign-in of an organization's own that the typed address leads to (LG5), or the page that somebody wants to go to (LG4).
 * Addresses are asked for when the field is left, never letter by letter; the answer holds for the domain.
 */
export function useOwnSignIn(email: string, to: string | null) {
  // Whoever comes back from a provider has left the field before.
  const [asked, setAsked] = useState(() => (ssoNews.get() ? email.trim() : ''))
  const slug = slugOf(to ?? '')
  const byEmail = useQuery({
    ...query('findDoor', { body: { email: asked } }),
    enabled: domainOf(asked) !== null,
    retry: false,
  })
  const byPage = useQuery({
    ...query('findDoor', { body: { slug: slug ?? '' } }),
    enabled: slug !== null,
    retry: false,
  })
  const led = domainOf(asked) === domainOf(email) ? byEmail.data?.door : null
  const there = byPage.data?.door
  const door: OwnDoor | null = led
    ? { ...led, by: 'email' }
    : there
      ? { ...there, by: 'page' }
      : null
  return {
    door,
    ask: () => {
      if (domainOf(asked) !== domainOf(email)) setAsked(email.trim())
    },
  }
}

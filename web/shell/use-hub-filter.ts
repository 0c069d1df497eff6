import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { query } from '#web/api.ts'
import { useAddress } from './address.ts'
import { useSession } from './session.ts'
import { firstPage } from './use-paging.ts'

/** The hubs that one has access to, and which of them the address names; for the filter itself. */
export function useHubChoice() {
  const { organization, member } = useSession()
  const address = useAddress()
  const { data } = useQuery({
    ...query('listMyHubs'),
    enabled: member.status === 'active',
    staleTime: 60_000,
  })
  const key = `foyer.hub.${organization.id}`
  const hubs = data?.items
  const remembered = localStorage.getItem(key)
  return {
    hubs,
    /** Null: all of them. */
    hubId: address.get('hub'),
    /** What was chosen last in this organization, while one still has access to it. */
    remembered:
      !hubs || (hubs.length > 1 && hubs.some(({ id }) => id === remembered)) ? remembered : null,
    choose: (hubId: string | null) => {
      if (hubId) localStorage.setItem(key, hubId)
      else localStorage.removeItem(key)
      address.set({ hub: hubId, ...firstPage })
    },
  }
}

/**
 * The hub that a page shows things of, as chosen at the top right (RP2); null: all of them. It stands in the address;
 * a page that is opened without one gets the hub that was chosen last in this organization.
 */
export function useHubFilter(): { hubId: string | null; choose: (hubId: string | null) => void } {
  const { hubs, hubId, remembered, choose } = useHubChoice()
  const wanted = hubId ?? remembered
  const remember = useRef(choose)
  remember.current = choose
  const missing = hubs && !hubId ? wanted : null
  useEffect(() => {
    if (missing) remember.current(missing)
  }, [missing])
  return { hubId: wanted, choose }
}

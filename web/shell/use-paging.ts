import { useRef } from 'react'
import { useAddress } from './address.ts'

interface Place {
  cursor: string | null
  from: number
}

/** What `useAddress().set` takes along whenever a filter changes: back to the first page. */
export const firstPage = { after: null, from: null }

/**
 * The place in a list that is asked for page by page: `?after=<cursor>&from=51`. A page that was reached by its
 * address alone has only the first page before it, since a cursor knows the way forwards only.
 */
export function usePaging() {
  const address = useAddress()
  const before = useRef(new Map<string, Place>())
  const cursor = address.get('after')
  const from = cursor ? Math.max(1, Number.parseInt(address.get('from') ?? '', 10) || 1) : 1
  const go = (place: Place) =>
    address.set(
      { after: place.cursor, from: place.cursor ? String(place.from) : null },
      { replace: false },
    )
  return {
    cursor: cursor ?? undefined,
    /** For `Pager`, with the page that is on screen. */
    of: (page: { items: readonly unknown[]; nextCursor: string | null; about: number }) => ({
      from,
      count: page.items.length,
      about: page.about,
      onPrevious: cursor ? () => go(before.current.get(cursor) ?? { cursor: null, from: 1 }) : null,
      onNext: page.nextCursor
        ? () => {
            if (!page.nextCursor) return
            before.current.set(page.nextCursor, { cursor, from })
            go({ cursor: page.nextCursor, from: from + page.items.length })
          }
        : null,
    }),
  }
}

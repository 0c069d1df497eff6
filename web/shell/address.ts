import { useNavigate, useSearch } from '@tanstack/react-router'

interface Address {
  /** A parameter of the query; null where it is missing or empty. */
  get: (name: string) => string | null
  /** Changes some parameters and keeps the others; null removes one. */
  set: (change: Record<string, string | null>, options?: { replace?: boolean }) => void
}

/** The query of the page's address, where filters and places in lists live. */
export function useAddress(): Address {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  return {
    get: (name) => {
      const value = search[name]
      // The router reads `?q=12` as a number.
      return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) || null : null
    },
    set: (change, { replace = true } = {}) => {
      const kept = (before: Record<string, unknown>) =>
        Object.fromEntries(
          Object.entries({ ...before, ...change }).filter(([, value]) => value !== null),
        )
      void navigate({ to: '.', search: kept, replace })
    },
  }
}

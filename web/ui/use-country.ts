import { useEffect, useState } from 'react'
import type { Coordinate } from './coordinate.ts'
import { countryOf } from './country-of.ts'

/** Country at a coordinate (ISO 3166-1 alpha-2); null: none, undefined: not known, or not yet. */
export function useCountry(coordinate: Coordinate | null): string | null | undefined {
  const [found, setFound] = useState<string | null>()
  useEffect(() => {
    if (!coordinate) {
      setFound(undefined)
      return
    }
    let current = true
    countryOf(coordinate).then(
      (country) => current && setFound(country),
      // Only a hint on screen; the server decides for itself.
      () => current && setFound(undefined),
    )
    return () => {
      current = false
    }
  }, [coordinate])
  return found
}

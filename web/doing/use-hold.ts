import { useCallback, useEffect, useState } from 'react'

/** A tab that is being closed or loaded anew lets go within this time; nothing is said of it before. */
const lettingGoMs = 300

/**
 * Whether this tab is the one of this browser in which something goes on; undefined for a moment, until that is known. A tab that
 * is not waits until the other one is closed, or takes over: then the other one is told in the same way.
 */
export function useHold(name: string) {
  const [holds, setHolds] = useState<boolean>()
  const [taken, setTaken] = useState(0)
  useEffect(() => {
    const leaving = new AbortController()
    const { signal } = leaving
    const left = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve())
    })
    const hold = async () => {
      for (let options: LockOptions = taken > 0 ? { steal: true } : { signal }; !signal.aborted; ) {
        const late = setTimeout(() => setHolds(false), lettingGoMs)
        const held = () => {
          clearTimeout(late)
          if (!signal.aborted) setHolds(true)
          return left
        }
        // Refused: another tab has taken it over, or this one is being left.
        await navigator.locks.request(name, options, held).catch(() => undefined)
        clearTimeout(late)
        if (!signal.aborted) setHolds(false)
        options = { signal }
      }
    }
    void hold()
    return () => leaving.abort()
  }, [name, taken])
  return {
    holds,
    /** Somebody has chosen to go on in this tab. */
    taken: taken > 0,
    take: useCallback(() => setTaken((times) => times + 1), []),
  }
}

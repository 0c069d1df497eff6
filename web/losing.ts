/** Asks somebody who signs out whether what was not sent from this device may be lost (web/shell/losing-gate.tsx). */
export interface Losing {
  /** How many tasks are begun on this device or wait to be sent from it, in whichever of one's organizations. */
  count: number
  answer: (lose: boolean) => void
}

let losing: Losing | null = null
const listeners = new Set<() => void>()

function show(next: Losing | null) {
  losing = next
  for (const listener of listeners) listener()
}

/** For useSyncExternalStore. */
export const losingStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  get: (): Losing | null => losing,
}

/** True where somebody would rather lose it than stay. */
export const askBeforeLosing = (count: number): Promise<boolean> =>
  new Promise((resolve) => {
    show({
      count,
      answer: (lose) => {
        show(null)
        resolve(lose)
      },
    })
  })

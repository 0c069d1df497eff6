const atStake = new Set<object>()

/** Says that a form holds what somebody typed and nobody saved; the answer ends it. */
export function keepWork(): () => void {
  const mark = {}
  atStake.add(mark)
  return () => {
    atStake.delete(mark)
  }
}

/** Whether leaving this page would lose something. */
export const hasWork = (): boolean => atStake.size > 0

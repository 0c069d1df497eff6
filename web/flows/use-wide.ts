import { useSyncExternalStore } from 'react'

const query = matchMedia('(width >= 1100px)')

/** Whether three panes stand beside each other; else one at a time, as on a phone. */
export const useWide = (): boolean =>
  useSyncExternalStore(
    (tell) => {
      query.addEventListener('change', tell)
      return () => query.removeEventListener('change', tell)
    },
    () => query.matches,
  )

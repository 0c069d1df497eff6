import { useSyncExternalStore } from 'react'

const narrow = matchMedia('(width < 640px)')

/** Whether the screen is a phone's, by the same measure as the style sheets. */
export const useNarrow = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      narrow.addEventListener('change', changed)
      return () => narrow.removeEventListener('change', changed)
    },
    () => narrow.matches,
  )

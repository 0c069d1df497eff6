import { useLayoutEffect } from 'react'
import type { Configuration } from '#api/configuration.ts'

/** Colours the page by an organization's accent while it is shown (OR1); undefined: as it is. */
export function useAccent(accent: Configuration['accent'] | undefined): void {
  // On the root: dialogs and menus stand beside the page, not in it.
  useLayoutEffect(() => {
    if (!accent) return
    const { dataset } = document.documentElement
    dataset.accent = accent
    return () => {
      delete dataset.accent
    }
  }, [accent])
}

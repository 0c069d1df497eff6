import { type ReactNode, useLayoutEffect } from 'react'
import type { Configuration } from '#api/configuration.ts'
import { RegionalContext } from '#web/ui/regional.ts'

/** How an organization looks and reads times, for everything within (OR1). */
export function Dress({
  organization: { configuration },
  children,
}: {
  organization: { configuration: Configuration }
  children: ReactNode
}) {
  const { accent } = configuration
  // On the root: dialogs and menus stand beside the page, not in it.
  useLayoutEffect(() => {
    const { dataset } = document.documentElement
    dataset.accent = accent
    return () => {
      delete dataset.accent
    }
  }, [accent])
  return <RegionalContext value={configuration}>{children}</RegionalContext>
}

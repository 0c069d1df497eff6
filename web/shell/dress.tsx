import type { ReactNode } from 'react'
import type { Configuration } from '#api/configuration.ts'
import { RegionalContext } from '#web/ui/regional.ts'
import { useAccent } from './use-accent.ts'

/** How an organization looks and reads times, for everything within (OR1). */
export function Dress({
  organization: { configuration },
  children,
}: {
  organization: { configuration: Configuration }
  children: ReactNode
}) {
  useAccent(configuration.accent)
  return <RegionalContext value={configuration}>{children}</RegionalContext>
}

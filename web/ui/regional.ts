import { createContext, use } from 'react'
import type { Configuration } from '#api/configuration.ts'

/** How the organization on screen reads times and weeks (OR1). */
export type Regional = Pick<Configuration, 'weekStartsOn' | 'timeFormat'>

/** Null outside of organizations, where the language decides. */
export const RegionalContext = createContext<Regional | null>(null)

type HourCycle = Pick<Intl.DateTimeFormatOptions, 'hourCycle'>

const byLanguage: HourCycle = {}
const cycles: Record<Regional['timeFormat'], HourCycle> = {
  '12h': { hourCycle: 'h12' },
  '24h': { hourCycle: 'h23' },
}

/** What times of day are shown with, as `Intl.DateTimeFormat` takes it; the same object each time. */
export function useHourCycle(): HourCycle {
  const regional = use(RegionalContext)
  return regional ? cycles[regional.timeFormat] : byLanguage
}

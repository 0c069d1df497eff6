import { z } from 'zod'

/** Colours that were checked for contrast in both themes; `indigo` is Foyer’s own. */
export const accents = ['indigo', 'blue', 'teal', 'green', 'amber', 'red', 'pink', 'grey'] as const

/** How an organization wants to look and to read times; what is not set is the usual (OR1). */
export const Configuration = z.object({
  accent: z.enum(accents).default('indigo'),
  weekStartsOn: z.enum(['monday', 'sunday', 'saturday']).default('monday'),
  timeFormat: z.enum(['24h', '12h']).default('24h'),
})
export type Configuration = z.infer<typeof Configuration>

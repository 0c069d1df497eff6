import { z } from 'zod'
import { OrganizationId } from './common.ts'
import { Configuration } from './configuration.ts'

/** How an organization shows itself where people come in: whose door it is, and nothing of what is behind it. */
export const OrganizationLook = z.object({
  id: OrganizationId,
  name: z.string(),
  slug: z.string(),
  logoUrl: z.string().nullable(),
  accent: Configuration.shape.accent.unwrap(),
})
export type OrganizationLook = z.infer<typeof OrganizationLook>

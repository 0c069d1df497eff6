import { z } from 'zod'
import { Currency, Language, line, OrganizationId, TimeZone } from './common.ts'
import { route } from './route.ts'

export const OrganizationNameInput = line(100, 3)

export const Organization = z.object({
  id: OrganizationId,
  name: z.string(),
  slug: z.string(),
  logoUrl: z.string().nullable(),
  country: z.string().nullable().describe('ISO 3166-1 alpha-2, fixed'),
  language: Language,
  currency: z.string().describe('ISO 4217'),
  timeZone: z.string().describe('IANA'),
})
export type Organization = z.infer<typeof Organization>

export const getOrganization = route({
  method: 'GET',
  path: '/organization',
  area: 'Organization',
  summary: 'Settings of the organization that you are in',
  access: 'organization:view',
  rate: 'read',
  returns: Organization,
  problems: [],
})

export const updateOrganization = route({
  method: 'PATCH',
  path: '/organization',
  area: 'Organization',
  summary: 'Change settings of the organization; what is left out stays',
  access: 'organization:edit',
  rate: 'write',
  body: z.object({
    name: OrganizationNameInput.optional(),
    language: Language.optional(),
    currency: Currency.optional(),
    timeZone: TimeZone.optional(),
  }),
  returns: Organization,
  problems: [],
})

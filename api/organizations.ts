import { z } from 'zod'
import { Currency, Language, line, OrganizationId, Slug, TimeZone } from './common.ts'
import { Configuration } from './configuration.ts'
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
  configuration: Configuration,
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
    slug: Slug.optional().describe(
      'The old one goes on leading here, and is never given to another (OR5)',
    ),
    configuration: z
      .object({
        accent: Configuration.shape.accent.unwrap(),
        weekStartsOn: Configuration.shape.weekStartsOn.unwrap(),
        timeFormat: Configuration.shape.timeFormat.unwrap(),
      })
      .partial()
      .optional(),
  }),
  returns: Organization,
  problems: ['slug-taken', 'values-refused', 'too-many'],
})

export const findSlug = route({
  method: 'GET',
  path: '/slugs/:slug',
  area: 'Organization',
  summary: 'The present slug of an organization of yours that had this one earlier (OR5)',
  access: 'pending',
  rate: 'read',
  params: z.object({ slug: Slug }),
  returns: z.object({ slug: z.string() }),
  problems: ['not-found'],
})

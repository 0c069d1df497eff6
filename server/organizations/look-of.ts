import type { OrganizationLook } from '#api/look.ts'
import type { Organization } from '#api/organizations.ts'

type Shown = Pick<Organization, 'id' | 'name' | 'slug' | 'logoUrl' | 'configuration'>

/** What pages before the door show of an organization (OR1). */
export const lookOf = ({ id, name, slug, logoUrl, configuration }: Shown): OrganizationLook => ({
  id,
  name,
  slug,
  logoUrl,
  accent: configuration.accent,
})

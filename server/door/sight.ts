import type { OrganizationId } from '#api/common.ts'
import type { Caller } from '#server/access/caller.ts'

/** In which organizations somebody may be told of their own rows. */
export type Sight = 'everywhere' | readonly OrganizationId[]

/** Whether anything was proved that is the person's own, and not the word of an organization's identity provider. */
export const provedOwn = ({ evidence }: Pick<Caller, 'evidence'>): boolean =>
  evidence.some(({ kind }) => kind !== 'sso')

/**
 * Where a caller may be told of their own rows, and act as their identity. Signed in by single sign-on alone: in the
 * organizations whose providers vouched, and nowhere else, for whoever runs such a provider can be anybody there (DR3, PR4).
 * While the mailbox is in doubt the password may be the administrator's who made it: in theirs (PW4). Pure.
 */
export function sightOf({ evidence, standing }: Pick<Caller, 'evidence' | 'standing'>): Sight {
  const vouched = evidence.flatMap(({ organizationId }) => (organizationId ? [organizationId] : []))
  if (!provedOwn({ evidence })) return vouched
  if (!standing.mailboxDoubt) return 'everywhere'
  const { by } = standing.mailboxDoubt
  return by ? [by, ...vouched] : vouched
}

export const sees = (sight: Sight, organizationId: OrganizationId): boolean =>
  sight === 'everywhere' || sight.includes(organizationId)

import { permissions, type Restriction, type RoleTemplate, restrictions } from '#api/permissions.ts'

/** What somebody holds by their role: a role as it stands, or a caller's. */
export interface Holding {
  template: RoleTemplate | null
  /** System permissions and `custom_module:<id>`. */
  permissions: Iterable<string>
  restrictions: Iterable<Restriction>
}

/** All that a role lets its holders do; Owner's permissions are fixed, also those that a later release adds (RP1). */
export const permissionsOf = (role: Holding): ReadonlySet<string> =>
  new Set(role.template === 'owner' ? [...permissions, ...role.permissions] : role.permissions)

/**
 * What `theirs` holds beyond `mine`: permissions that mine lacks, and restrictions that mine suffers and theirs does not,
 * since lifting a restriction counts as granting (RP5). An owner lacks no permission of their organization.
 */
export function heldBeyond(
  theirs: Holding,
  mine: Holding,
): { permissions: string[]; restrictions: Restriction[] } {
  const own = permissionsOf(mine)
  const bound = new Set(theirs.restrictions)
  const suffered = new Set(mine.restrictions)
  return {
    permissions:
      mine.template === 'owner'
        ? []
        : [...permissionsOf(theirs)].filter((permission) => !own.has(permission)),
    restrictions: restrictions.filter(
      (restriction) => suffered.has(restriction) && !bound.has(restriction),
    ),
  }
}

/** RP5, for every verb that grants, edits, suspends or removes: whether one holds anything that the other does not. */
export function holdsMore(theirs: Holding, mine: Holding): boolean {
  const beyond = heldBeyond(theirs, mine)
  return beyond.permissions.length > 0 || beyond.restrictions.length > 0
}

/** Why somebody may not give a role away or touch those who have it; null where they may (US9, RP5). */
export function refusalOf(
  mine: Holding,
  role: Holding,
): 'owner-protected' | 'more-than-you-hold' | null {
  if (role.template === 'owner' && mine.template !== 'owner') return 'owner-protected'
  return holdsMore(role, mine) ? 'more-than-you-hold' : null
}

import type { MemberId } from '#api/common.ts'
import type { Step } from '#api/door.ts'
import type { OrganizationLook } from '#api/look.ts'
import type { OrganizationRow, Outcome } from '#api/sessions.ts'
import { client } from '#web/api.ts'
import { findPresentSlug } from '#web/present-slug.ts'
import { type Unseen, unseenOf } from '#web/shell/unseen.ts'

/** How somebody stands before the door of an organization. */
export type Door =
  /** None of theirs, or none that they may see: the same. */
  | { kind: 'nowhere' }
  /** It is called otherwise by now (OR5). */
  | { kind: 'moved'; slug: string }
  /** The same; but some of theirs may be out of sight until they prove more (PR4). */
  | { kind: 'unseen'; why: Unseen; email: string; from: OrganizationRow | null }
  /** Has never been in, and would be at once: the picker shows who added them (LG2). */
  | { kind: 'never-entered' }
  /** Nothing is missing, but they are in another organization: that is theirs to decide (SW8). */
  | { kind: 'closed-by-choice'; row: OrganizationRow }
  /** The door opened while it was asked. */
  | { kind: 'open'; outcome: Outcome | null }
  | {
      kind: 'steps'
      row: OrganizationRow
      look: OrganizationLook
      email: string
      missing: Step[]
      /** Where one can stay instead (SW5). */
      from: OrganizationRow | null
    }

/** Looks at the door of an organization; walks in where nothing is missing and nothing is left behind. */
export async function findDoor(slug: string): Promise<Door> {
  const mine = await client.listMyOrganizations()
  const { email, current, organizations } = mine
  const row = organizations.find((one) => one.slug === slug)
  if (!row) {
    const present = await findPresentSlug(slug)
    if (present && present !== slug) return { kind: 'moved', slug: present }
    const why = unseenOf(mine)
    return why ? { kind: 'unseen', why, email, from: current } : { kind: 'nowhere' }
  }
  if (row.current) {
    const { missing, organization } = await client.getSession()
    const { id, name, logoUrl, configuration } = organization
    const look = { id, name, slug, logoUrl, accent: configuration.accent }
    return missing.length === 0
      ? { kind: 'open', outcome: null }
      : { kind: 'steps', row, look, email, missing, from: null }
  }
  // A shut door is nothing that one walks into unawares: whoever chose it comes here with what it asks.
  if (!row.lastVisitedAt && !current && row.requires.length === 0) return { kind: 'never-entered' }
  if (current && row.requires.length === 0) return { kind: 'closed-by-choice', row }
  const outcome = await knock(row.memberId)
  return outcome.outcome === 'challenged'
    ? {
        kind: 'steps',
        row,
        look: outcome.organization,
        email,
        missing: outcome.missing,
        from: current,
      }
    : { kind: 'open', outcome }
}

/** Asks the door again after a proof: in, or what is still missing. */
export const knock = (memberId: MemberId): Promise<Outcome> =>
  client.switchOrganization({ body: { memberId } })

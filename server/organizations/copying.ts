import type { MemberId, OrganizationId } from '#api/common.ts'
import type { CopyKind, FoundingNote } from '#api/founding.ts'
import type { Tx } from '#server/platform/database.ts'

/** The organization that is copied from, and the person there: they bring along what they have access to. */
export interface CopySource {
  organizationId: OrganizationId
  memberId: MemberId
}

/** The organization that is being made. */
export interface NewOrganization {
  id: OrganizationId
  name: string
  slug: string
  /** ISO 3166-1 alpha-2, of the place where it is (CR7). */
  country: string | null
}

/** What came along or would come along, and what did not, with the reason (CR5). */
export interface Copied {
  count: number
  changed: FoundingNote[]
  dropped: FoundingNote[]
}

/**
 * What *copy* means for one module's tables. It stands next to them; founding only runs it, as foyer_copier, who reads the
 * two organizations and adds to the new one. Each is one statement a table, whatever the number of rows.
 */
export interface CopyDeclaration {
  kind: CopyKind
  /** What `copy` would answer; writes nothing. */
  preview(tx: Tx, source: CopySource): Promise<Copied>
  copy(tx: Tx, source: CopySource, target: NewOrganization): Promise<Copied>
}

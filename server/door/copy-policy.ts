import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import type { FoundingNote } from '#api/founding.ts'
import type { CopyDeclaration, CopySource } from '#server/organizations/copying.ts'
import type { Tx } from '#server/platform/database.ts'

/** Gives an organization that is being made a door: password, no second factor. */
export async function addPolicy(tx: Tx, organizationId: OrganizationId): Promise<void> {
  await tx.query(sql`insert into sign_in_policies (organization_id) values (${organizationId})`)
}

// Of everything else at the door that the source has changed: its name.
const others = sql`array_remove(array[
  case when first_factor <> 'password' then 'first_factor' end,
  case when evidence_seconds is not null then 'evidence_seconds' end,
  case when session_seconds <> 604800 then 'session_seconds' end,
  case when idle_seconds <> 86400 then 'idle_seconds' end,
  case when password_days is not null then 'password_days' end,
  case when single_session then 'single_session' end,
  case when planned_from > now() then 'planned' end], null)`

// What was planned is the policy from its date on, whether or not the job has moved it there; as everywhere at the door.
const secondFactor = sql`case when planned_from <= now() then planned ->> 'secondFactor' else second_factor end`

/** Of the sign-in policy only the demand for a second factor (CR4). */
export const policyCopy: CopyDeclaration = {
  kind: 'settings',
  preview: async (tx, source) => ({
    count: 1,
    changed: [],
    dropped: await listDropped(tx, source),
  }),
  copy: async (tx, source, target) => {
    const added = tx.query(sql`
      insert into sign_in_policies (organization_id, second_factor)
      select ${target.id}, ${secondFactor} from sign_in_policies where organization_id = ${source.organizationId}`)
    const [dropped] = await Promise.all([listDropped(tx, source), added])
    return { count: 1, changed: [], dropped }
  },
}

async function listDropped(tx: Tx, source: CopySource): Promise<FoundingNote[]> {
  const [row] = await tx.query<{ settings: string[] }>(
    sql`select ${others} as settings from sign_in_policies where organization_id = ${source.organizationId}`,
  )
  const settings = row?.settings ?? []
  return settings.map((what) => ({ kind: 'settings', name: null, what, reason: 'never-copied' }))
}

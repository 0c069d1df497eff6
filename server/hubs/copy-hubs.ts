import sql from 'sql-template-tag'
import type { FoundingNote } from '#api/founding.ts'
import type { Copied, CopyDeclaration, CopySource } from '#server/organizations/copying.ts'
import type { Tx } from '#server/platform/database.ts'

const namesMax = 50

// `is true` keeps this a set that is hashed once. As a join, before the tables were analyzed, it would be planned for one row
// and take 9 s for 10,000.
const assigned = (source: CopySource) => sql`(h.id in (select mh.hub_id from member_hubs mh
  where mh.organization_id = ${source.organizationId} and mh.member_id = ${source.memberId})) is true`

/** The hubs that the person has access to (CR4). */
export const hubsCopy: CopyDeclaration = {
  kind: 'hubs',
  preview: async (tx, source) => {
    const [row] = await tx.query<{ count: number; left: number; names: string[] }>(sql`
      select count(*) filter (where h.assigned) as count, count(*) filter (where not h.assigned) as left,
        coalesce((array_agg(h.name order by lower(h.name)) filter (where not h.assigned))[:${namesMax}::int], '{}') as names
      from (select h.name, ${assigned(source)} as assigned from hubs h where h.organization_id = ${source.organizationId}) h`)
    return toCopied(row)
  },
  copy: async (tx, source, target) => {
    const [row] = await tx.query<{ count: number; left: number; names: string[] }>(sql`
      with copied as (
        insert into hubs (organization_id, name, address, latitude, longitude, country)
        select ${target.id}, h.name, h.address, h.latitude, h.longitude, h.country
        from hubs h where h.organization_id = ${source.organizationId} and ${assigned(source)}
        order by h.created_at, h.id
        returning id
      )
      select (select count(*) from copied) as count, count(*) as left,
        coalesce((array_agg(h.name order by lower(h.name)))[:${namesMax}::int], '{}') as names
      from hubs h where h.organization_id = ${source.organizationId} and not ${assigned(source)}`)
    return toCopied(row)
  },
}

function toCopied(row: { count: number; left: number; names: string[] } | undefined): Copied {
  const { count, left, names } = row ?? { count: 0, left: 0, names: [] }
  const note = (name: string | null): FoundingNote => ({
    kind: 'hubs',
    name,
    what: null,
    reason: 'not-yours',
  })
  const rest = left - names.length
  return {
    count,
    changed: [],
    dropped: [...names.map(note), ...(rest > 0 ? [{ ...note(null), more: rest }] : [])],
  }
}

/** The country in which most of the hubs stand that would come along; null: in none, or there are none. */
export async function findCountryOfHubs(tx: Tx, source: CopySource): Promise<string | null> {
  const [row] = await tx.query<{ country: string | null }>(sql`
    select mode() within group (order by h.country) as country
    from hubs h where h.organization_id = ${source.organizationId} and ${assigned(source)}`)
  return row?.country ?? null
}

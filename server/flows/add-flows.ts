import sql from 'sql-template-tag'
import type { FlowId, Language, OrganizationId } from '#api/common.ts'
import type { FlowPage } from '#api/flows.ts'
import type { Tx } from '#server/platform/database.ts'
import { defaultFlows } from './default-flows.ts'

/** Gives an organization the default flows whose names are not taken, behind the flows that it has. Returns how many. */
export const addDefaultFlows = async (
  tx: Tx,
  organizationId: OrganizationId,
  language: Language,
): Promise<number> => (await addFlows(tx, organizationId, defaultFlows(language))).size

/** Adds flows, except where the name is taken, in one statement. Returns their ids by name. */
async function addFlows(
  tx: Tx,
  organizationId: OrganizationId,
  flows: readonly { name: string; template: string | null; pages: readonly FlowPage[] }[],
): Promise<Map<string, FlowId>> {
  const rows = await tx.query<{ id: FlowId; name: string }>(sql`
    with added as (
      insert into flows (organization_id, name, template, pages, position)
      select ${organizationId}::uuid, d.name, d.template, d.pages,
        (select coalesce(max(f.position), 0) from flows f where f.organization_id = ${organizationId}::uuid)
          + row_number() over (order by d.ordinality)
      from rows from (jsonb_to_recordset(${JSON.stringify(flows)}::jsonb) as (name text, template text, pages jsonb))
        with ordinality as d (name, template, pages, ordinality)
      where not exists (select from flows f
        where f.organization_id = ${organizationId}::uuid and lower(f.name) = lower(d.name))
      returning organization_id, id, version, name, pages
    ), versions as (
      insert into flow_versions (organization_id, flow_id, version, name, pages)
      select organization_id, id, version, name, pages from added
    )
    select id, name from added`)
  return new Map(rows.map(({ id, name }) => [name, id]))
}

import sql from 'sql-template-tag'
import type { Language, OrganizationId } from '#api/common.ts'
import { flowNames } from '#server/flows/default-flows.ts'
import type { Tx } from '#server/platform/database.ts'
import { sampleTasks } from './sample-tasks.ts'

/**
 * Adds a dozen sample tasks over the default flows and the hubs of an organization, in its language, marked as samples (CR6).
 * A flow that was deleted meanwhile gets none. Call it once: every call adds.
 */
export async function addSampleTasks(
  tx: Tx,
  organizationId: OrganizationId,
  now: Date,
): Promise<void> {
  const [organization] = await tx.query<{ language: Language }>(
    sql`select language from organizations where id = ${organizationId}`,
  )
  if (!organization) return
  const { language } = organization
  const drafts = sampleTasks(language).map(({ startsIn, endsIn, ...draft }) => ({
    ...draft,
    flow_name: flowNames[draft.template],
    starts_at: daysFrom(now, startsIn),
    ends_at: daysFrom(now, endsIn),
  }))
  await tx.query(sql`
    with draft as (
      select * from jsonb_to_recordset(${JSON.stringify(drafts)}::jsonb) as d (n int, template text, flow_name text,
        status text, title text, starts_at timestamptz, ends_at timestamptz, "values" jsonb)
    ), place as (
      select id, row_number() over (order by lower(name), id) - 1 as n, count(*) over () as total from hubs
      where organization_id = ${organizationId}
    ), doer as (
      select m.id from members m join roles r on r.organization_id = m.organization_id and r.id = m.role_id
      where m.organization_id = ${organizationId} and m.status = 'active' and r.template = 'owner'
      order by m.source = 'founder' desc, m.created_at, m.id limit 1
    ), added as (
      insert into tasks (organization_id, hub_id, flow_id, flow_version, title, status, "values",
        starts_at, ends_at, sample, created_by, done_by, done_at)
      select ${organizationId}, p.id, f.id, f.version, d.title, d.status,
        -- Only what the flow asks for: a copied one may have been edited.
        coalesce((select jsonb_object_agg(v.key, v.value) from jsonb_each(d."values") v
          where v.key in (select c #>> '{}' from jsonb_path_query(f.pages, '$[*].components[*].id') c)), '{}'),
        d.starts_at, d.ends_at, true, (select id from doer),
        case when d.status = 'done' then (select id from doer) end, case when d.status = 'done' then ${now}::timestamptz end
      from draft d
      join lateral (
        select id, version, pages from flows
        where organization_id = ${organizationId} and (template = d.template or lower(name) = lower(d.flow_name))
        order by template is null, position limit 1
      ) f on true
      join place p on p.n = (d.n - 1) % least(p.total, 5)
      returning id, status
    ), noted as (
      insert into task_entries (organization_id, task_id, at, kind, details)
      select ${organizationId}, id, ${now}, 'created', '{"added": []}' from added
    )
    insert into task_assignees (organization_id, task_id, member_id)
    select ${organizationId}, added.id, doer.id from added, doer where added.status <> 'unassigned'`)
}

const daysFrom = (now: Date, days: number) =>
  new Date(now.getTime() + days * 86_400_000).toISOString()

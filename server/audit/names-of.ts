import sql from 'sql-template-tag'
import type { Tx } from '#server/platform/database.ts'

/**
 * How people and things of the organization are called, by id; of those that are gone, how the event called them that removed
 * them. Tasks are not told: whoever reads the log may not see every hub's.
 */
export async function namesOf(tx: Tx, ids: Iterable<string>): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const rows = await tx.query<{ id: string; name: string }>(sql`
    with wanted as (select unnest(${wanted}::uuid[]) as id),
    there as (
      select id, coalesce(nullif(trim(first_name || ' ' || last_name), ''), email) as name
        from members join wanted using (id)
      union all select id, name from organizations join wanted using (id)
      union all select id, name from roles join wanted using (id)
      union all select id, name from hubs join wanted using (id)
      union all select id, name from flows join wanted using (id)
      union all select id, name from custom_modules join wanted using (id)
      union all select id, name from connections join wanted using (id)
      union all select id, domain from domains join wanted using (id)
      union all select id, name from fields join wanted using (id)
      union all select id, name from access_links join wanted using (id)
      union all select id, name from programs join wanted using (id)
      union all select proposals.id, programs.name
        from proposals join wanted using (id) join programs on programs.id = proposals.program_id
      union all select id, member_name from registrations join wanted using (id)
      union all select match_id, string_agg(member_name, ', ' order by member_name)
        from match_participants join wanted on wanted.id = match_id group by match_id
    )
    select id, name from there
    union all
    select wanted.id, gone.name from wanted cross join lateral (
      select coalesce(nullif(details ->> 'name', ''), details ->> 'domain', details ->> 'email') as name from audit_events
      where subject_id = wanted.id and action = any(${removals})
      order by at desc, id desc limit 1
    ) as gone
    where gone.name is not null and not exists (select from there where there.id = wanted.id)`)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

const removals = [
  'user.removed',
  'user.left',
  'invitation.revoked',
  'role.removed',
  'hub.removed',
  'flow.deleted',
  'custom_module.removed',
  'connection.removed',
  'domain.removed',
  'field.removed',
  'program.deleted',
]

import sql from 'sql-template-tag'
import type { FoundingNote } from '#api/founding.ts'
import {
  permissions,
  roleTemplates,
  templateNames,
  templatePermissions,
  templateRestrictions,
} from '#api/permissions.ts'
import type { Copied, CopyDeclaration, CopySource } from '#server/organizations/copying.ts'
import type { Tx } from '#server/platform/database.ts'

interface RoleRow {
  name: string
  newName: string
  /** What did not come along: the permission, and of which custom module it is. */
  cut: { permission: string; customModule: string | null }[]
}

const defaultNames = JSON.stringify(
  roleTemplates.map((template) => templateNames[template].toLowerCase()),
)
const templates = JSON.stringify(
  roleTemplates
    .filter((template) => template !== 'owner')
    .map((template) => ({
      template,
      permissions: templatePermissions[template],
      restrictions: templateRestrictions[template],
    })),
)

// Custom roles, cut to what every organization has; what takes away from their holders stays. A name that a default role
// of the new organization bears is changed.
const customRoles = (source: CopySource) => sql`
  select r.name, r.restrictions, r.second_factor, r.single_session, r.created_at, r.id,
    case when not ${defaultNames}::jsonb ? lower(r.name) then r.name
      when exists (select from roles o where o.organization_id = r.organization_id and lower(o.name) = lower(left(r.name, 53) || ' (copy)'))
        then left(r.name, 48) || ' (copy ' || right(r.id::text, 4) || ')'
      else left(r.name, 53) || ' (copy)' end as new_name,
    array(select p from unnest(r.permissions) p where ${JSON.stringify(permissions)}::jsonb ? p) as permissions,
    array(select p from unnest(r.permissions) p where not ${JSON.stringify(permissions)}::jsonb ? p) as cut
  from roles r where r.organization_id = ${source.organizationId} and r.template is null`

const outcome = (source: CopySource) => sql`
  select r.name, r.new_name as "newName", (select coalesce(jsonb_agg(
      jsonb_build_object('permission', p, 'customModule', m.name) order by m.name, p), '[]')
    from unnest(r.cut) p left join custom_modules m
      on m.organization_id = ${source.organizationId} and 'custom_module:' || m.id = p) as cut
  from mine r order by r.created_at, r.id`

/** Custom roles, cut to system permissions; default roles come from the templates, custom modules stay (CR4). */
export const rolesCopy: CopyDeclaration = {
  kind: 'roles',
  preview: async (tx, source) => {
    const rows = tx.query<RoleRow>(sql`with mine as (${customRoles(source)}) ${outcome(source)}`)
    return toCopied(...(await Promise.all([rows, listStaying(tx, source)])))
  },
  copy: async (tx, source, target) => {
    const rows = tx.query<RoleRow>(sql`
      with mine as (${customRoles(source)}), copied as (
        insert into roles (organization_id, name, permissions, restrictions, second_factor, single_session)
        select ${target.id}, new_name, permissions, restrictions, second_factor, single_session from mine order by created_at, id
      )
      ${outcome(source)}`)
    return toCopied(...(await Promise.all([rows, listStaying(tx, source)])))
  },
}

/** Custom modules, and default roles that were edited: both stay where they are. */
const listStaying = (tx: Tx, source: CopySource) =>
  tx.query<Pick<FoundingNote, 'kind' | 'name' | 'reason'>>(sql`
    select 'custom_modules' as kind, name, 'belongs-to-its-organization' as reason, created_at from custom_modules
    where organization_id = ${source.organizationId}
    union all
    select 'default_roles', r.name, 'always-from-template', r.created_at
    from roles r
    join jsonb_to_recordset(${templates}::jsonb) as t (template text, permissions text[], restrictions text[]) using (template)
    where r.organization_id = ${source.organizationId}
      and not (r.permissions @> t.permissions and r.permissions <@ t.permissions
        and r.restrictions @> t.restrictions and r.restrictions <@ t.restrictions and r.second_factor = 'none'
        and not r.single_session)
    order by kind, created_at, name`)

function toCopied(
  rows: readonly RoleRow[],
  staying: readonly Pick<FoundingNote, 'kind' | 'name' | 'reason'>[],
): Copied {
  return {
    count: rows.length,
    changed: rows
      .filter(({ name, newName }) => name !== newName)
      .map(({ name, newName }) => ({
        kind: 'roles',
        name,
        what: newName,
        reason: 'name-of-a-default-role',
      })),
    dropped: [
      ...rows.flatMap(({ newName, cut }) =>
        cut.map(
          ({ permission, customModule }): FoundingNote => ({
            kind: 'permissions',
            name: newName,
            what: customModule ?? permission,
            // An Owner holds every permission that Foyer knows; one that it does not know, nobody holds (RP5).
            reason: permission.startsWith('custom_module:')
              ? 'belongs-to-its-organization'
              : 'not-held-by-you',
          }),
        ),
      ),
      ...staying.map(
        ({ kind, name, reason }): FoundingNote => ({ kind, name, what: null, reason }),
      ),
    ],
  }
}

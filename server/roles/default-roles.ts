import sql from 'sql-template-tag'
import type { OrganizationId, RoleId } from '#api/common.ts'
import {
  type RoleTemplate,
  roleTemplates,
  templateNames,
  templatePermissions,
  templateRestrictions,
} from '#api/permissions.ts'
import type { Tx } from '#server/platform/database.ts'

/** Gives a new organization its four roles from the templates, in one statement (RP1). Returns their ids. */
export async function addDefaultRoles(
  tx: Tx,
  organizationId: OrganizationId,
): Promise<Record<RoleTemplate, RoleId>> {
  const templates = roleTemplates.map((template) => ({
    template,
    name: templateNames[template],
    permissions: templatePermissions[template],
    restrictions: templateRestrictions[template],
  }))
  const rows = await tx.query<{ id: RoleId; template: RoleTemplate }>(sql`
    insert into roles (organization_id, name, template, permissions, restrictions)
    select ${organizationId}::uuid, t.name, t.template, t.permissions, t.restrictions
    from jsonb_to_recordset(${JSON.stringify(templates)}::jsonb)
      as t (name text, template text, permissions text[], restrictions text[])
    returning id, template`)
  return Object.fromEntries(rows.map((row) => [row.template, row.id])) as Record<
    RoleTemplate,
    RoleId
  >
}

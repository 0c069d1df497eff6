import sql, { empty, type Sql } from 'sql-template-tag'
import type { ConnectionId } from '#api/common.ts'
import type { Connection as Shown } from '#api/sso.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { type ConnectionRow, connectionColumns, readConnection } from './connection.ts'
import { listSetUpLinks } from './set-up-link.ts'
import { certificatesEnd, shownProvider, toCopyOf, usualAttributes } from './shown-connection.ts'

interface Row extends ConnectionRow {
  groupRoles: Shown['groupRoles']
  linkedMembers: number
  lastSignInAt: Date | null
  ownSignInAt: Date | null
  metadataError: string | null
}

/** The connections of the caller’s organization, or one of them, as administrators see them; the oldest first. */
export async function listConnections(
  tx: Tx,
  caller: Pick<SessionCaller, 'organizationId' | 'memberId'>,
  publicUrl: string,
  now: Date,
  only?: ConnectionId,
): Promise<Shown[]> {
  const which: Sql = only ? sql`where c.id = ${only}` : empty
  const rows = await tx.query<Row>(sql`
    select ${connectionColumns}, c.last_signed_in_at as "lastSignInAt", c.metadata_error as "metadataError",
      (select coalesce(json_agg(json_build_object('group', g.group_name, 'roleId', g.role_id) order by g.position), '[]')
        from connection_group_roles g where g.organization_id = c.organization_id and g.connection_id = c.id) as "groupRoles",
      (select count(distinct l.member_id) from sso_links l
        where l.organization_id = c.organization_id and l.connection_id = c.id) as "linkedMembers",
      (select max(l.last_signed_in_at) from sso_links l
        where l.organization_id = c.organization_id and l.connection_id = c.id and l.member_id = ${caller.memberId}
          and l.last_signed_in_at >= c.evidence_since
          and l.issuer = coalesce(c.provider ->> 'issuer', c.provider ->> 'entityId')) as "ownSignInAt"
    from connections c ${which} order by c.created_at, c.id`)
  const links = await listSetUpLinks(tx, caller.organizationId, now)
  return rows.map((row) => show(row, publicUrl, links.get(row.id) ?? null))
}

function show(row: Row, publicUrl: string, linkExpiresAt: Date | null): Shown {
  const connection = readConnection(row)
  const { id, name, kind, status, providesSecondFactor, justInTime, updateAtSignIn } = connection
  return {
    id,
    name,
    kind,
    status,
    provider: shownProvider(connection),
    toCopy: toCopyOf(publicUrl, connection),
    providesSecondFactor,
    justInTime,
    defaultRoleId: connection.defaultRoleId,
    attributes: { ...usualAttributes[kind], ...connection.attributes },
    updateAtSignIn,
    groupRoles: row.groupRoles,
    linkedMembers: row.linkedMembers,
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    ownSignInAt: row.ownSignInAt?.toISOString() ?? null,
    certificateExpiresAt: certificatesEnd(connection)?.toISOString() ?? null,
    metadataError: row.metadataError,
    setUpLinkExpiresAt: linkExpiresAt?.toISOString() ?? null,
  }
}

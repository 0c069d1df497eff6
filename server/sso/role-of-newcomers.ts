import type { RoleId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { getLowestRole } from '#server/roles/role.ts'
import type { Connection } from './connection.ts'

/** Which role whoever joins through a connection gets, unless a group says otherwise; null: nobody joins, and none is named. */
export const roleOfNewcomers = async (
  tx: Tx,
  { defaultRoleId, justInTime }: Pick<Connection, 'defaultRoleId' | 'justInTime'>,
): Promise<RoleId | null> => defaultRoleId ?? (justInTime ? getLowestRole(tx) : null)

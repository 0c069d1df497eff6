import { attachmentsExports } from '#server/attachments/attachments-exports.ts'
import { auditExports } from '#server/audit/audit-exports.ts'
import { billingExports } from '#server/billing/billing-exports.ts'
import { doorExports } from '#server/door/door-exports.ts'
import { filesExports } from '#server/files/files-exports.ts'
import { flowsExports } from '#server/flows/flows-exports.ts'
import { foundingExports } from '#server/founding/founding-exports.ts'
import { hubsExports } from '#server/hubs/hubs-exports.ts'
import { joiningExports } from '#server/joining/joining-exports.ts'
import { membersExports } from '#server/members/members-exports.ts'
import { organizationExports } from '#server/organizations/organization-exports.ts'
import type { RowsExport } from '#server/platform/rows-export.ts'
import { programsExports } from '#server/programs/programs-exports.ts'
import { rolesExports } from '#server/roles/roles-exports.ts'
import { ssoExports } from '#server/sso/sso-exports.ts'
import { tasksExports } from '#server/tasks/tasks-exports.ts'

/** All that leaves with an organization: the one place to read what an export holds (OR4). */
export const exports: readonly RowsExport[] = [
  ...organizationExports,
  ...doorExports,
  ...rolesExports,
  ...hubsExports,
  ...membersExports,
  ...joiningExports,
  ...ssoExports,
  ...flowsExports,
  ...tasksExports,
  ...attachmentsExports,
  ...billingExports,
  ...foundingExports,
  ...programsExports,
  ...filesExports,
  ...auditExports,
]

/** Tables of organizations that no export holds, each with its reason. A test knows of no third kind. */
export const neverExported: Record<string, string> = {
  attachment_keys: 'secrets; what they encrypt stands there as it is',
  break_glass_codes: 'secrets, of which we hold hashes alone',
  file_pieces: 'the content of files, which stands with them',
  idempotency_keys: 'answers kept for a day, for repeated requests',
  import_mappings: 'a convenience that makes itself anew',
  import_rows: 'rows on the way into the user table',
  operations: 'work in the background; what came of it stands in the other tables',
  task_import_mappings: 'a convenience that makes itself anew',
  task_imports: 'files on the way into tasks',
  user_changes: 'what it takes to undo a change within the hour',
  user_imports: 'files on the way into the user table',
}

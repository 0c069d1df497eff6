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
import type { RowsExport, Words } from '#server/platform/rows-export.ts'
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
export const neverExported: Record<string, Words> = {
  attachment_keys: {
    en: 'secrets; what they encrypt stands here as it is',
    id: 'rahasia; yang dienkripsinya ada di sini apa adanya',
  },
  break_glass_codes: {
    en: 'secrets, of which only hashes are kept',
    id: 'rahasia, yang hanya hash-nya disimpan',
  },
  file_pieces: {
    en: 'the content of files, which stands with them',
    id: 'isi berkas, yang ada bersama berkasnya',
  },
  idempotency_keys: {
    en: 'answers kept for a day, for repeated requests',
    id: 'jawaban yang disimpan sehari, untuk permintaan yang diulang',
  },
  import_mappings: {
    en: 'a convenience that makes itself anew',
    id: 'kemudahan yang terbentuk lagi dengan sendirinya',
  },
  import_rows: {
    en: 'rows on the way into the user table',
    id: 'baris dalam perjalanan ke tabel pengguna',
  },
  operations: {
    en: 'work in the background; what came of it stands in the other files',
    id: 'pekerjaan di latar belakang; hasilnya ada di berkas lain',
  },
  task_import_mappings: {
    en: 'a convenience that makes itself anew',
    id: 'kemudahan yang terbentuk lagi dengan sendirinya',
  },
  task_imports: { en: 'files on the way into tasks', id: 'berkas dalam perjalanan menjadi tugas' },
  user_changes: {
    en: 'what it takes to undo a change within the hour',
    id: 'yang diperlukan untuk membatalkan perubahan dalam satu jam',
  },
  user_imports: {
    en: 'files on the way into the user table',
    id: 'berkas dalam perjalanan ke tabel pengguna',
  },
}

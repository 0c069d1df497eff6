import type { Field } from '#api/fields.ts'
import type { ImportTarget, importTargets } from '#api/imports.ts'
import { guessColumns } from '#server/platform/tables/guess-columns.ts'

/** What people call the columns, in English and Indonesian, without spaces and signs. */
const names: Record<(typeof importTargets)[number], readonly string[]> = {
  email: [
    'email',
    'emailaddress',
    'mail',
    'workemail',
    'alamatemail',
    'surel',
    'username',
    'login',
  ],
  employeeId: [
    'employeeid',
    'employeenumber',
    'employeeno',
    'staffid',
    'personnelnumber',
    'nik',
    'nip',
    'idkaryawan',
    'nomorkaryawan',
  ],
  firstName: ['firstname', 'givenname', 'forename', 'namadepan'],
  lastName: ['lastname', 'surname', 'familyname', 'namabelakang', 'namakeluarga'],
  title: ['title', 'jobtitle', 'position', 'jabatan', 'posisi'],
  phone: [
    'phone',
    'phonenumber',
    'mobile',
    'mobilephone',
    'telephone',
    'telepon',
    'nomortelepon',
    'hp',
    'nohp',
    'whatsapp',
  ],
  role: ['role', 'rolename', 'peran'],
  hubs: ['hub', 'hubs', 'site', 'sites', 'branch', 'location', 'cabang', 'lokasi'],
}

/** What each column is, by its name, each target once; null: nothing known. Pure. */
export function guessMapping(
  columns: readonly string[],
  fields: readonly Pick<Field, 'id' | 'name'>[],
): (ImportTarget | null)[] {
  const targets: [string, ImportTarget][] = fields.map(({ id, name }) => [name, `field:${id}`])
  for (const [target, words] of Object.entries(names))
    for (const word of words) targets.push([word, target])
  return guessColumns(columns, targets)
}

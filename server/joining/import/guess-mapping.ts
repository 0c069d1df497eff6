import type { Field } from '#api/fields.ts'
import type { ImportTarget, importTargets } from '#api/imports.ts'

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

const bare = (name: string) =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')

/** What each column is, by its name, each target once; null: nothing known. Pure. */
export function guessMapping(
  columns: readonly string[],
  fields: readonly Pick<Field, 'id' | 'name'>[],
): (ImportTarget | null)[] {
  const targets = new Map<string, ImportTarget>()
  for (const field of fields) targets.set(bare(field.name), `field:${field.id}`)
  for (const [target, words] of Object.entries(names))
    for (const word of words) targets.set(word, target)
  const taken = new Set<ImportTarget>()
  return columns.map((column) => {
    const target = targets.get(bare(column))
    if (!target || taken.has(target)) return null
    taken.add(target)
    return target
  })
}

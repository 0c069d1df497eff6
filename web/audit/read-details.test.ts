import { createInstance } from 'i18next'
import { describe, expect, test } from 'vitest'
import { auditDetails } from '#api/audit-details.ts'
import { accents, Configuration } from '#api/configuration.ts'
import { SecondFactor } from '#api/door.ts'
import { fieldKinds, fieldVisibilities } from '#api/fields.ts'
import { joinRefusals } from '#api/joining.ts'
import { matchEndReasons, matchSources, matchStatuses } from '#api/matches.ts'
import { permissions, restrictions } from '#api/permissions.ts'
import { programKinds, programRoles } from '#api/programs.ts'
import { refusedJoinReasons } from '#api/sso.ts'
import { TaskStatus } from '#api/tasks.ts'
import en from '#web/locales/en.json' with { type: 'json' }
import id from '#web/locales/id.json' with { type: 'json' }
import { createFormat } from '#web/ui/format.ts'
import { codeWords, readDetails } from './read-details.ts'

const texts = { en, id }
const languages = ['en', 'id'] as const
type Language = (typeof languages)[number]

async function meansIn(language: Language) {
  const i18n = createInstance()
  await i18n.init({
    lng: language,
    fallbackLng: false,
    returnNull: false,
    interpolation: { escapeValue: false },
    resources: { [language]: { translation: texts[language] } },
  })
  const t = i18n.t.bind(i18n)
  const format = createFormat(language, 'Asia/Jakarta', { hourCycle: 'h23' })
  return { t, i18n, language, format, action: (action: string) => t(`audit-actions.${action}`) }
}

const details = Object.entries(auditDetails).flatMap(([action, kinds]) =>
  Object.entries(kinds).map(([key, kind]) => ({ action, key, kind })),
)
/** What is told by other words than a name: points of a policy, and the connection that a domain leads through. */
const nameless = new Set(['before', 'after', 'planned'])

describe.each(languages)('OP3: in the language %s', (language) => {
  test('every detail of every action has a name', async () => {
    const { i18n } = await meansIn(language)
    const missing = details.filter(
      ({ action, key, kind }) =>
        kind !== 'trace' &&
        !nameless.has(key) &&
        !i18n.exists(`audit.details-of.${action}.${key}`) &&
        !i18n.exists(`audit.details.${key}`),
    )
    expect(details.length).toBeGreaterThan(150)
    expect(missing).toEqual([])
  })

  test.each<[list: string, codes: readonly string[]]>([
    ['accent', accents],
    ['weekday', Configuration.shape.weekStartsOn.unwrap().options],
    ['time-format', Configuration.shape.timeFormat.unwrap().options],
    ['client-authentication', ['client_secret_basic', 'client_secret_post', 'private_key_jwt']],
    ['connection-kind', ['oidc', 'saml']],
    ['connection-status', ['draft', 'enabled', 'disabled']],
    ['field-kind', fieldKinds],
    ['format', ['csv', 'jsonl']],
    ['match-end', matchEndReasons],
    ['match-source', matchSources],
    ['match-status', matchStatuses],
    ['program-kind', programKinds],
    ['program-role', programRoles],
    ['proof', ['password', 'email_otp', 'totp', 'recovery', 'break-glass', 'joining']],
    ['refusal', [...joinRefusals, ...refusedJoinReasons, 'another-person']],
    ['replacement', ['replaced', 'removed']],
    ['reset', ['mail', 'temporary']],
    ['restriction', restrictions],
    ['second-factor', SecondFactor.options],
    ['task-status', TaskStatus.options],
    ['visibility', fieldVisibilities],
  ])('every word of the list %s is there', async (list, codes) => {
    const { i18n } = await meansIn(language)
    const missing = codes.filter(
      (code) => !i18n.exists(`${codeWords[list]}.${code.replace(':', '.')}`),
    )
    expect(missing).toEqual([])
  })

  test('no list is left out here, and none is without a place', () => {
    const used = details.flatMap(({ kind }) => (kind.startsWith('code:') ? [kind.slice(5)] : []))
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(codeWords).toSorted())
  })

  test('every permission is said in words', async () => {
    const means = await meansIn(language)
    const event = { action: 'role.created', details: { permissions }, names: {} }
    const [said] = readDetails(event, means)
    expect(said?.value).not.toMatch(/[a-z]:[a-z]|\bpermissions\./)
  })
})

const admin = '01a202f2-7d94-75b7-a9e4-963bb016dbdc'
const gone = '01a202f2-7d94-75b7-a9e4-963bb016dbdd'
const names = { [admin]: 'Admin' }

// biome-ignore format: a table
test.each<[action: string, details: Record<string, unknown>, said: string[]]>([
  ['session.entered', {}, []],
  ['user.added', { email: 'a@x.test', roleId: admin, hubIds: [gone, gone], operationId: gone },
    ['E-mail: a@x.test', 'Role: Admin', 'Hubs: Something that has no name here']],
  ['user.added', { email: 'a@x.test', roleId: admin, hubIds: [], by: 'operator' },
    ['E-mail: a@x.test', 'Role: Admin', 'By: Whoever operates Foyer']],
  ['organization.updated', { language: 'id', configuration: { accent: 'teal' }, before: { language: 'en', configuration: { accent: 'red' } } },
    ['Language: English → Indonesian', 'Accent colour: Red → Teal']],
  ['joining-rules.updated', { externalSignUp: true, membersMayInvite: false }, ['External sign-up: Yes', 'Members may invite: No']],
  ['connection.updated', { issuer: { before: null, after: 'https://idp.test' }, certificates: 'replaced', groupRoles: [{ group: 'staff', roleId: admin }] },
    ['Issuer: Empty → https://idp.test', 'Certificates: Replaced', 'Roles by group: staff → Admin']],
  ['connection.updated', { attributes: { before: { email: 'mail' }, after: { email: 'upn' } } },
    ['Attributes: E-mail: mail → E-mail: upn']],
  ['role.updated', { granted: ['users:view', `custom_module:${admin}`], taken: [], secondFactor: 'totp' },
    ['Granted: View users, View Admin', 'Second factor: A code from an authenticator']],
  ['break-glass.used', { until: '2026-03-01T12:00:00.000Z' }, ['Until: Mar 1, 2026, 19:00']],
  ['domain.updated', { domain: 'acme.test', before: null, after: admin }, ['Domain: acme.test', 'Connection: Empty → Admin']],
  ['task.exported', { status: 'unassigned,ongoing', assigneeId: 'me', startsFrom: '7-days-ago' },
    ['Status: Unassigned, Ongoing', 'Assignee: Oneself', 'Starts from: 7 days ago']],
  ['flow.restored', { name: 'Pickup', version: 4, from: 2 }, ['Name: Pickup', 'New version: 4', 'From version: 2']],
  ['program.updated', { name: 'B', endsOn: '2026-12-31', matchEndsOn: null, registrationOpen: false, changed: ['questions'],
    before: { name: 'A', endsOn: null, matchEndsOn: '2026-06-30', registrationOpen: true } },
    ['Name: A → B', 'Last day: Empty → Dec 31, 2026', 'Matches end on: Jun 30, 2026 → Empty', 'Registration: Yes → No', 'Changed: Questions']],
  ['sign-in-policy.planned', {
    before: { firstFactor: 'password', secondFactor: 'none', sessionSeconds: 28_800 },
    after: { firstFactor: 'password', secondFactor: 'totp', sessionSeconds: 28_800 },
    from: '2026-03-01T12:00:00.000Z',
  }, ['Second factor: Nothing more → A code from an authenticator', 'Acts from: Mar 1, 2026, 19:00']],
  ['of.tomorrow', { name: 'A', at: '2026-03-01T12:00:00.000Z', nobody: gone }, ['Name: A', 'at: Mar 1, 2026, 19:00', 'nobody: Something that has no name here']],
])('OP3: what %s holds of %j is said in words', async (action, given, said) => {
  const means = await meansIn('en')
  const shown = readDetails({ action, details: given, names }, means)
  expect(
    shown.map(({ name, before, value }) => `${name}: ${before === null ? '' : `${before} → `}${value}`),
  ).toEqual(said)
})

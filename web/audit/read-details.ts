import type { TFunction } from 'i18next'
import type { AuditEvent } from '#api/audit.ts'
import { type AuditDetail, auditDetails } from '#api/audit-details.ts'
import { roleTemplates, templateNames } from '#api/permissions.ts'
import { SignInPolicy } from '#api/policies.ts'
import { policyInWords } from '#web/shell/policy-words.ts'
import { createFormat } from '#web/ui/format.ts'

/** A detail in words; `before`: what it was, where that was noted. */
export interface ShownDetail {
  key: string
  name: string
  before: string | null
  value: string
}

/** Words and forms of the language on screen, times in the zone of the organization. */
export interface Means {
  t: TFunction
  language: string
  format: ReturnType<typeof createFormat>
  /** What an action means, as a filter of an export names it. */
  action: (action: string) => string
}

type Event = Pick<AuditEvent, 'action' | 'details' | 'names'>
type Bag = Record<string, unknown>

/** Where the words of each list stand. */
export const codeWords: Record<string, string> = {
  accent: 'organization.accents',
  'client-authentication': 'sso.oidc.authentications',
  'connection-kind': 'sso.kinds',
  'connection-status': 'sso.status',
  'field-kind': 'fields.kinds',
  format: 'audit.codes.format',
  'match-end': 'matches.end-reasons',
  'match-source': 'matches.sources',
  'match-status': 'matches.status',
  'program-kind': 'programs.kinds',
  'program-role': 'programs.roles',
  proof: 'audit.codes.proof',
  refusal: 'audit.codes.refusal',
  replacement: 'audit.codes.replacement',
  reset: 'audit.codes.reset',
  restriction: 'restrictions',
  'second-factor': 'roles.second-factors',
  'task-status': 'tasks.status',
  'time-format': 'organization.time-formats',
  visibility: 'fields.visibilities',
  weekday: 'organization.weekdays',
}

const isBag = (value: unknown): value is Bag =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isChange = (value: unknown): value is { before: unknown; after: unknown } =>
  isBag(value) && 'before' in value && 'after' in value
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const time = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/

/** All that is known of an event, in words: what it says nothing of to people is left out. */
export function readDetails(event: Event, means: Means): ShownDetail[] {
  const kinds = auditDetails[event.action] ?? {}
  const { before, ...now } = event.details
  if (kinds.before === 'policy') return readPolicies(event, means)
  if (kinds.before === 'id') return readTurn(event, means)
  const was = isBag(before) ? before : {}
  const flat = (bag: Bag) =>
    Object.entries(bag).flatMap(([key, value]) =>
      kinds[key] === 'settings' && isBag(value) && !isChange(value)
        ? Object.entries(value)
        : [[key, value] as const],
    )
  const earlier = new Map(flat(was))
  return flat(now).flatMap(([key, given]): ShownDetail[] => {
    const kind = kinds[key] ?? kindOf(given)
    const changed = isChange(given) ? given : null
    const value = changed ? changed.after : given
    if (
      kind === 'trace' ||
      value === undefined ||
      (value === null && !changed && !earlier.has(key))
    )
      return []
    if (Array.isArray(value) && value.length === 0 && !changed && !earlier.has(key)) return []
    const say = (one: unknown) => sayValue(kind, one, event.names, means)
    const old =
      changed || earlier.has(key) ? say(changed ? changed.before : earlier.get(key)) : null
    const said = say(value)
    if (old === said) return []
    return [{ key, name: nameOf(event.action, key, means.t), before: old, value: said }]
  })
}

/** How a detail is called; the same word may be something else in another action. */
const nameOf = (action: string, key: string, t: TFunction): string =>
  t([`audit.details-of.${action}.${key}`, `audit.details.${key}`], { defaultValue: key })

/** Of an event that another release wrote: by what it looks like. */
function kindOf(value: unknown): AuditDetail {
  const [one] = Array.isArray(value) ? value : [value]
  if (typeof one === 'string') return uuid.test(one) ? 'id' : time.test(one) ? 'time' : 'text'
  return isBag(one) && !isChange(one) ? 'settings' : 'text'
}

function sayValue(kind: AuditDetail, value: unknown, names: Bag, means: Means): string {
  const { t, format } = means
  if (Array.isArray(value) && kind !== 'group-roles') {
    const all = [...new Set(value.map((one) => sayValue(kind, one, names, means)))]
    return all.length > 0 ? all.join(', ') : t('audit.empty')
  }
  if (value === null || value === undefined || value === '') return t('audit.empty')
  if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no')
  if (kind === 'number' && typeof value === 'number') return format.number(value)
  const text = typeof value === 'object' ? '' : String(value)
  const named = (id: string) => String(names[id] ?? t('audit.unnamed'))
  if (kind === 'settings' && isBag(value)) return saySettings(value, names, means)
  if (kind === 'group-roles' && Array.isArray(value))
    return value
      .map(({ group, roleId }: { group: string; roleId: string }) => `${group} → ${named(roleId)}`)
      .join(', ')
  if (kind === 'id') return uuid.test(text) ? named(text) : t(`audit.codes.who.${text}`, text)
  if (kind === 'role') return sayRole(uuid.test(text) ? named(text) : text, t)
  if (kind === 'by')
    return text === 'operator' ? t('audit.operator') : String(names[text] ?? t('audit.gone'))
  if (kind === 'time') return time.test(text) ? format.dateTime(text) : sayDay(text, t)
  if (kind === 'day') return createFormat(means.language, 'UTC').date(text)
  if (kind === 'names') return t(`audit.details.${text}`, { defaultValue: text })
  if (kind === 'permissions') return sayPermission(text, named, t)
  if (kind === 'language')
    return new Intl.DisplayNames(means.language, { type: 'language' }).of(text) ?? text
  if (kind === 'action') return means.action(text)
  if (kind.startsWith('code:')) return sayCode(kind.slice('code:'.length), text, t)
  return text || JSON.stringify(value)
}

const saySettings = (settings: Bag, names: Bag, means: Means) =>
  Object.entries(settings)
    .map(([key, value]) => {
      const said = sayValue(kindOf(value), value, names, means)
      return `${means.t(`audit.details.${key}`, { defaultValue: key })}: ${said}`
    })
    .join(', ')

/** `unassigned,ongoing` are two of a list. */
const sayCode = (list: string, codes: string, t: TFunction): string =>
  codes
    .split(',')
    .map((code) =>
      t(`${codeWords[list]}.${code.replace(':', '.')}`, { defaultValue: code, nsSeparator: false }),
    )
    .join(', ')

/** Default roles are called as the language on screen does. */
function sayRole(name: string, t: TFunction): string {
  const template = roleTemplates.find((one) => templateNames[one] === name)
  return template ? t(`roles.templates.${template}`) : name
}

/** Days of a filter that stay right: `today`, `in-7-days`. */
function sayDay(text: string, t: TFunction): string {
  const days = /^(?:in-(\d+)-days?|(\d+)-days?-ago)$/.exec(text)
  if (!days) return t(`audit.codes.day.${text}`, { defaultValue: text })
  const [, ahead, ago] = days
  return ahead
    ? t('audit.codes.day.ahead', { count: Number(ahead) })
    : t('audit.codes.day.ago', { count: Number(ago) })
}

function sayPermission(name: string, named: (id: string) => string, t: TFunction): string {
  const [, custom] = /^custom_module:(.+)$/.exec(name) ?? []
  if (custom) return t('custom-modules.view', { name: named(custom) })
  return t(`permissions.${name.replace(':', '.')}`, { defaultValue: name })
}

const SomePolicy = SignInPolicy.partial()

/** What a policy demands otherwise than before; of one that is only planned, all of it. */
function readPolicies({ action, details }: Event, { t, format }: Means): ShownDetail[] {
  const { before, after, planned, from } = details
  const points = (policy: unknown) =>
    policyInWords(t, format.duration, SomePolicy.safeParse(policy).data ?? {})
  const was = new Map(points(before).map(({ name, value }) => [name, value]))
  const said = points(after ?? planned).flatMap(({ name, value }): ShownDetail[] => {
    const old = was.get(name) ?? null
    return old === value ? [] : [{ key: 'policy', name, before: old, value }]
  })
  if (typeof from !== 'string') return said
  const date = { key: 'from', name: nameOf(action, 'from', t), before: null }
  return [...said, { ...date, value: format.dateTime(from) }]
}

/** A domain that leads through another connection. */
function readTurn({ action, details, names }: Event, means: Means): ShownDetail[] {
  const { domain, before, after } = details
  const say = (id: unknown) => sayValue('id', id, names, means)
  return [
    { key: 'domain', name: nameOf(action, 'domain', means.t), before: null, value: String(domain) },
    {
      key: 'connectionId',
      name: nameOf(action, 'connectionId', means.t),
      before: say(before),
      value: say(after),
    },
  ]
}

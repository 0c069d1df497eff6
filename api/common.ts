import { z } from 'zod'

export const IdentityId = z.uuid().brand<'IdentityId'>()
export type IdentityId = z.infer<typeof IdentityId>
export const OrganizationId = z.uuid().brand<'OrganizationId'>()
export type OrganizationId = z.infer<typeof OrganizationId>
export const MemberId = z.uuid().brand<'MemberId'>()
export type MemberId = z.infer<typeof MemberId>
export const RoleId = z.uuid().brand<'RoleId'>()
export type RoleId = z.infer<typeof RoleId>
export const HubId = z.uuid().brand<'HubId'>()
export type HubId = z.infer<typeof HubId>
export const FlowId = z.uuid().brand<'FlowId'>()
export type FlowId = z.infer<typeof FlowId>
export const TaskId = z.uuid().brand<'TaskId'>()
export type TaskId = z.infer<typeof TaskId>
export const TaskEntryId = z.uuid().brand<'TaskEntryId'>()
export type TaskEntryId = z.infer<typeof TaskEntryId>
export const TaskViewId = z.uuid().brand<'TaskViewId'>()
export type TaskViewId = z.infer<typeof TaskViewId>
export const SessionId = z.uuid().brand<'SessionId'>()
export type SessionId = z.infer<typeof SessionId>
export const LoginId = z.uuid().brand<'LoginId'>()
export type LoginId = z.infer<typeof LoginId>
export const ConnectionId = z.uuid().brand<'ConnectionId'>()
export type ConnectionId = z.infer<typeof ConnectionId>
export const DomainId = z.uuid().brand<'DomainId'>()
export type DomainId = z.infer<typeof DomainId>
export const OperationId = z.uuid().brand<'OperationId'>()
export type OperationId = z.infer<typeof OperationId>
export const FileId = z.uuid().brand<'FileId'>()
export type FileId = z.infer<typeof FileId>
export const FieldId = z.uuid().brand<'FieldId'>()
export type FieldId = z.infer<typeof FieldId>
export const AccessLinkId = z.uuid().brand<'AccessLinkId'>()
export type AccessLinkId = z.infer<typeof AccessLinkId>
export const ImportId = z.uuid().brand<'ImportId'>()
export type ImportId = z.infer<typeof ImportId>
export const AttachmentId = z.uuid().brand<'AttachmentId'>()
export type AttachmentId = z.infer<typeof AttachmentId>
export const ProgramId = z.uuid().brand<'ProgramId'>()
export type ProgramId = z.infer<typeof ProgramId>
export const RegistrationId = z.uuid().brand<'RegistrationId'>()
export type RegistrationId = z.infer<typeof RegistrationId>
export const MatchId = z.uuid().brand<'MatchId'>()
export type MatchId = z.infer<typeof MatchId>
export const ProposalId = z.uuid().brand<'ProposalId'>()
export type ProposalId = z.infer<typeof ProposalId>
export const CustomModuleId = z.uuid().brand<'CustomModuleId'>()
export type CustomModuleId = z.infer<typeof CustomModuleId>

// PostgreSQL's text cannot hold NUL, and a lone surrogate is no character: both are refused here, in words.
const storable = (text: string) => !text.includes('\0') && text.isWellFormed()
const refusal = { error: 'contains characters that cannot be stored' }

/** Without what turns the order of what stands after it, so that a name reads as another one (Unicode TR 36); pasted text brings it. */
export const withoutTurns = (text: string) => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')

/** One line of text, trimmed, control characters refused, those that turn its direction left out; lengths in UTF-16 code units. */
export const line = (max: number, min = 1) =>
  z
    .string()
    .overwrite(withoutTurns)
    .trim()
    .min(min)
    .max(max)
    .refine((text) => storable(text) && !/[\u0000-\u001f\u007f\u2028\u2029]/.test(text), refusal)

/** Several lines of text, not trimmed inside. */
export const lines = (max: number) => z.string().max(max).refine(storable, refusal)

/** E-mail address as stored: trimmed, lower case, the domain in its ASCII form (IDNA). */
export const Email = z
  .string()
  .trim()
  .max(254)
  .transform((text, context) => {
    const email = normalizeEmail(text)
    if (email) return email
    context.addIssue({ code: 'custom', message: 'is not an e-mail address' })
    return z.NEVER
  })

const normalizeEmail = (text: string): string | null => {
  const at = text.lastIndexOf('@')
  const local = text.slice(0, at).toLowerCase()
  if (at < 1 || local.length > 64 || !/^[^\s@<>()[\],;:\\"\u0000-\u001f\u007f]+$/.test(local))
    return null
  if (!local.isWellFormed()) return null
  const domain = normalizeDomain(text.slice(at + 1))
  return domain && `${local}@${domain}`
}

const normalizeDomain = (text: string): string | null => {
  if (/[\s/?#:@\\%]/.test(text) || !text.includes('.')) return null
  try {
    const host = new URL(`http://${text}`).hostname
    return /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9.-]+\.[a-z0-9-]{2,}$/.test(host) && !host.includes('..')
      ? host
      : null
  } catch {
    return null
  }
}

/** Domain of e-mail addresses, as stored: lower case, in its ASCII form (IDNA). */
export const Domain = z
  .string()
  .trim()
  .max(253)
  .transform((text, context) => {
    const domain = normalizeDomain(text)
    if (domain) return domain
    context.addIssue({ code: 'custom', message: 'is not a domain' })
    return z.NEVER
  })

/** A password as typed: any characters, no trimming; the upper limit guards the hash. */
export const PasswordInput = z.string().min(1).max(256)
/** PW1: at least 12 characters; strength is judged by the server. */
export const NewPassword = z.string().min(12).max(256)

export const Time = z.iso.datetime({ offset: true })
export const Slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, {
  error: 'takes small letters, digits, and hyphens between them',
})

export const languages = ['en', 'id'] as const
export const Language = z.enum(languages)
export type Language = z.infer<typeof Language>

const currencies = new Set(Intl.supportedValuesOf('currency'))
/** ISO 4217. */
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'is not a currency code' })
  .refine((code) => currencies.has(code), { error: 'is not a currency code' })

/** IANA time zone name. */
export const TimeZone = z.string().max(64).refine(isTimeZone, { error: 'is not a time zone name' })

/** The names of three letters that mean the same to PostgreSQL, where IST is not India and CET has no summer. */
const shortZones = 'UTC GMT UCT EST MST HST PRC ROC ROK'.split(' ')
/** Known to JavaScript alone: no zone of IANA any more. */
const goneZones = ['US/PACIFIC-NEW']

function isTimeZone(name: string) {
  if (!/^[A-Za-z][A-Za-z0-9+\-_/]*$/.test(name)) return false
  const upper = name.toUpperCase()
  if ((name.length === 3 && !shortZones.includes(upper)) || goneZones.includes(upper)) return false
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** ISO 3166-1 alpha-2. */
export const Country = z.string().regex(/^[A-Z]{2}$/)

export const Latitude = z.number().min(-90).max(90)
export const Longitude = z.number().min(-180).max(180)

/** Opaque place in a list; send back what `nextCursor` gave. */
export const Cursor = z.string().min(1).max(2048)
export const pageQuery = {
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
}
export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('Null on the last page'),
    about: z
      .number()
      .int()
      .describe('How many there are in all: exact when small, else an estimate'),
  })

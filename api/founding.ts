import { z } from 'zod'
import { OrganizationId, Time, TimeZone } from './common.ts'
import { Step } from './door.ts'
import { HubPlace } from './hubs.ts'
import { Organization, OrganizationNameInput } from './organizations.ts'
import { route } from './route.ts'
import { Challenge, Outcome } from './sessions.ts'

export const copyKinds = ['settings', 'hubs', 'roles', 'flows'] as const
export type CopyKind = (typeof copyKinds)[number]

/** Why something did not come along, or came along changed; screens translate it (CR5). */
export const copyReasons = [
  'left-out',
  'belongs-to-its-organization',
  'always-from-template',
  'not-yours',
  'name-of-a-default-role',
  'replaced-by-copied',
  'never-copied',
  'not-held-by-you',
] as const

export const FoundingNote = z.object({
  kind: z.enum([
    ...copyKinds,
    'permissions',
    'default_roles',
    'default_flows',
    'custom_modules',
    'secrets',
  ]),
  name: z
    .string()
    .nullable()
    .describe('Of the role, flow, hub or custom module concerned; null: the kind as a whole'),
  what: z
    .string()
    .nullable()
    .describe(
      'The setting (`session_seconds`), the permission (of a custom module: its name), or the new name of what was renamed',
    ),
  more: z
    .number()
    .int()
    .optional()
    .describe('How many others of the same kind and reason are not listed'),
  reason: z.enum(copyReasons),
})
export type FoundingNote = z.infer<typeof FoundingNote>

const Counts = z.object({
  settings: z.number().int(),
  hubs: z.number().int(),
  roles: z.number().int(),
  flows: z.number().int(),
})

export const FoundingReport = z.object({
  source: z.object({ id: OrganizationId, name: z.string() }).nullable(),
  copied: Counts,
  changed: z.array(FoundingNote),
  dropped: z.array(FoundingNote),
  defaults: z
    .object({ roles: z.number().int(), flows: z.number().int() })
    .describe('Made from templates'),
})
export type FoundingReport = z.infer<typeof FoundingReport>

export const previewCopy = route({
  method: 'GET',
  path: '/organization-copy-preview',
  area: 'Founding',
  summary: 'What creating an organization could copy from the first one that you own (CR2, CR5)',
  access: 'pending',
  rate: 'read',
  returns: z.object({
    source: z
      .object({
        id: OrganizationId,
        name: z.string(),
        slug: z.string(),
        logoUrl: z.string().nullable(),
      })
      .nullable()
      .describe('Null: you own none'),
    missing: z.array(Step).describe('What its door still wants before anything is shown or copied'),
    counts: Counts.nullable(),
    changed: z.array(FoundingNote),
    dropped: z.array(FoundingNote),
    ownedMax: z.number().int().nullable(),
    owned: z.number().int(),
  }),
  problems: [],
})

export const createOrganization = route({
  method: 'POST',
  path: '/organizations',
  area: 'Founding',
  summary: 'Create an organization, empty or by copying the first one that you own, and enter it',
  access: 'pending',
  rate: 'write',
  body: z.object({
    name: OrganizationNameInput,
    copyFromFirst: z.boolean().default(false),
    copy: z
      .object({
        settings: z.boolean().default(true),
        hubs: z.boolean().default(true),
        roles: z.boolean().default(true),
        flows: z.boolean().default(true),
      })
      .prefault({}),
    hub: HubPlace.optional().describe('Required unless copying brings at least one hub'),
    timeZone: TimeZone.optional().describe('The browser’s; used when settings are not copied'),
  }),
  returns: z.union([
    z
      .object({ organization: Organization, report: FoundingReport, session: Outcome })
      .describe('Made, also by an earlier request with the same Idempotency-Key'),
    Challenge.describe(
      'Nothing was made, or nothing is shown: the door of the organization to copy from (or, repeating, of the one ' +
        'that was made) wants to see more first (CR2). Prove what is missing, then repeat the request',
    ),
  ]),
  status: 201,
  otherwise: { status: 200, when: (answer) => Challenge.safeParse(answer).success },
  problems: [
    'fresh-evidence-required',
    'nothing-to-copy',
    'organization-limit',
    'idempotency-key-reused',
    'organization-not-found',
    'values-refused',
  ],
})

export const getFoundingReport = route({
  method: 'GET',
  path: '/organization/founding-report',
  area: 'Founding',
  summary:
    'How this organization was made: what was copied, changed and dropped; for its founder only (PR4)',
  access: 'organization:view',
  rate: 'read',
  returns: z.object({ createdAt: Time, report: FoundingReport }),
  problems: ['not-found'],
})

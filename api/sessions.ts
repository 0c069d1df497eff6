import { z } from 'zod'
import {
  Email,
  HubId,
  Language,
  MemberId,
  OrganizationId,
  PasswordInput,
  RoleId,
  SessionId,
  Time,
} from './common.ts'
import { Configuration } from './configuration.ts'
import { Step, StepKind } from './door.ts'
import { OrganizationLook } from './look.ts'
import { restrictions, roleTemplates } from './permissions.ts'
import { route } from './route.ts'

export const MemberStatus = z.enum(['invited', 'registering', 'active', 'suspended'])
export type MemberStatus = z.infer<typeof MemberStatus>

const RoleTemplate = z
  .enum(roleTemplates)
  .nullable()
  .describe('Set for a default role: translate by it')

/** A row of the picker, the switch modal and the list under the logo (LG3). */
export const OrganizationRow = z.object({
  memberId: MemberId,
  organizationId: OrganizationId,
  name: z.string(),
  slug: z.string(),
  logoUrl: z.string().nullable(),
  role: z.string(),
  roleTemplate: RoleTemplate,
  status: MemberStatus,
  lastVisitedAt: Time.nullable().describe('Null: never entered'),
  addedBy: z.string().nullable().describe('Who added you, shown until you have entered once'),
  current: z.boolean(),
  requires: z.array(StepKind).describe('What its door would ask for now; empty: straight in'),
})
export type OrganizationRow = z.infer<typeof OrganizationRow>

export const PendingInvitation = z.object({
  memberId: MemberId,
  organizationId: OrganizationId,
  name: z.string(),
  slug: z.string(),
  logoUrl: z.string().nullable(),
  role: z.string(),
  roleTemplate: RoleTemplate,
  invitedBy: z.string().nullable(),
  expiresAt: Time,
})
export type PendingInvitation = z.infer<typeof PendingInvitation>

/** An organization that its owners may still keep (OR2). */
export const OrganizationInDeletion = z.object({
  memberId: MemberId,
  organizationId: OrganizationId,
  name: z.string(),
  slug: z.string(),
  logoUrl: z.string().nullable(),
  until: Time,
})
export type OrganizationInDeletion = z.infer<typeof OrganizationInDeletion>

const OrganizationName = z.object({ id: OrganizationId, name: z.string(), slug: z.string() })

/** A door that wants to see more first. */
export const Challenge = z.object({
  outcome: z.literal('challenged'),
  pendingToken: z
    .string()
    .optional()
    .describe('Bearer transport only; replaces the pending token that was shown, not a session'),
  expiresAt: Time,
  organization: OrganizationLook,
  missing: z.array(Step),
})
export type Challenge = z.infer<typeof Challenge>

const MailboxInDoubt = z
  .boolean()
  .describe(
    'An administrator made your password: until your mailbox is proved, nothing is shown but their organization (PW4)',
  )

/** What came of a sign-in or switch: an outcome, not a problem, which every client must handle. */
export const Outcome = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('entered'),
    token: z.string().optional().describe('Bearer transport only'),
    expiresAt: Time,
    member: z.object({ id: MemberId }),
    organization: OrganizationName,
    landing: z.string().describe('Path of the page to go to'),
  }),
  z.object({
    outcome: z.literal('choose'),
    pendingToken: z.string().optional().describe('Bearer transport only'),
    expiresAt: Time,
    organizations: z.array(OrganizationRow),
    mailboxInDoubt: MailboxInDoubt,
  }),
  Challenge,
])
export type Outcome = z.infer<typeof Outcome>

export const signIn = route({
  method: 'POST',
  path: '/sign-in',
  area: 'Sessions',
  summary:
    'Prove e-mail and password; enters at once where there is one organization and its door opens',
  access: 'public',
  rate: 'credential',
  body: z.object({
    email: Email,
    password: PasswordInput,
    transport: z.enum(['cookie', 'bearer']).default('cookie'),
  }),
  returns: Outcome,
  problems: ['wrong-credentials', 'locked'],
})

export const listMyOrganizations = route({
  method: 'GET',
  path: '/me/organizations',
  area: 'Sessions',
  summary: 'List the organizations that you belong to and the invitations that wait for you',
  access: 'pending',
  rate: 'read',
  returns: z.object({
    email: z.string(),
    current: OrganizationRow.nullable(),
    organizations: z.array(OrganizationRow),
    pendingInvitations: z.array(PendingInvitation),
    inDeletion: z
      .array(OrganizationInDeletion)
      .describe(
        'Of which you are an owner, and which are being deleted: nobody can enter them (OR2)',
      ),
    mailboxInDoubt: MailboxInDoubt,
    hasPassword: z.boolean().describe('Whether there is one to prove; not everybody has one'),
    signedInBySsoAlone: z
      .boolean()
      .describe(
        'Nothing was proved that is your own: until the password, a mailbox code or the authenticator is, nothing is shown but the organization whose single sign-on you used (DR3, PR4)',
      ),
  }),
  problems: [],
})

export const switchOrganization = route({
  method: 'PUT',
  path: '/session/organization',
  area: 'Sessions',
  summary: 'Enter one of your organizations: picks after sign-in, switches afterwards',
  access: 'pending',
  rate: 'write',
  body: z.object({ memberId: MemberId }),
  returns: Outcome,
  problems: ['organization-not-found'],
})

export const getSession = route({
  method: 'GET',
  path: '/session',
  area: 'Sessions',
  summary: 'Who you are here: organization, member, role and what it permits',
  access: 'step-up',
  rate: 'read',
  returns: z.object({
    id: SessionId,
    email: z.string(),
    expiresAt: Time,
    organization: OrganizationName.extend({
      logoUrl: z.string().nullable(),
      language: Language,
      currency: z.string(),
      timeZone: z.string(),
      configuration: Configuration,
      membersMayInvite: z.boolean(),
    }),
    member: z.object({
      id: MemberId,
      photoUrl: z.string().nullable(),
      fieldsMissing: z
        .number()
        .int()
        .describe('How many required fields have no answer: asked before anything else (PR2)'),
      firstName: z.string(),
      lastName: z.string(),
      status: MemberStatus,
      language: Language.nullable(),
      timeZone: z.string().nullable(),
    }),
    role: z.object({ id: RoleId, name: z.string(), template: RoleTemplate }),
    permissions: z.array(z.string()).describe('System permissions and `custom_module:<id>`'),
    restrictions: z.array(z.enum(restrictions)),
    missing: z.array(Step).describe('Empty while the door is open'),
    breakGlassUntil: Time.nullable().describe(
      'Until then the sign-in policy is open although the door is shut (DR6)',
    ),
    deletionDueAt: Time.nullable().describe('Your identity is deleted then, unless you undo it'),
  }),
  problems: [],
})

export const listMyHubs = route({
  method: 'GET',
  path: '/me/hubs',
  area: 'Sessions',
  summary: 'List the hubs that you have access to here',
  access: 'member',
  rate: 'read',
  returns: z.object({ items: z.array(z.object({ id: HubId, name: z.string() })) }),
  problems: [],
})

export const signOut = route({
  method: 'DELETE',
  path: '/session',
  area: 'Sessions',
  summary: 'Sign out: ends this log-in with its evidence, pending rows and sessions',
  access: 'proving',
  rate: 'write',
  returns: null,
  problems: [],
})

export const listMySessions = route({
  method: 'GET',
  path: '/me/sessions',
  area: 'Sessions',
  summary: 'List where you are signed in to this organization',
  access: 'registering',
  rate: 'read',
  returns: z.object({
    items: z.array(
      z.object({
        id: SessionId,
        current: z.boolean(),
        createdAt: Time,
        lastSeenAt: Time,
        ip: z.string().nullable(),
        userAgent: z.string().nullable(),
        transport: z.enum(['cookie', 'bearer']),
      }),
    ),
  }),
  problems: [],
})

export const endMySession = route({
  method: 'DELETE',
  path: '/me/sessions/:sessionId',
  area: 'Sessions',
  summary: 'End one of your sessions in this organization',
  access: 'registering',
  rate: 'write',
  params: z.object({ sessionId: SessionId }),
  returns: null,
  problems: ['not-found'],
})

export const signOutEverywhere = route({
  method: 'DELETE',
  path: '/me/sessions',
  area: 'Sessions',
  summary: 'Sign out everywhere: ends every log-in of your identity, this one too',
  access: 'pending',
  rate: 'write',
  returns: null,
  problems: ['fresh-evidence-required'],
})

import { z } from 'zod'
import {
  AccessLinkId,
  Country,
  Domain,
  Email,
  HubId,
  Language,
  line,
  MemberId,
  NewPassword,
  RoleId,
  Time,
  TimeZone,
} from './common.ts'
import { HubPlace } from './hubs.ts'
import { OrganizationLook } from './look.ts'
import { OrganizationNameInput } from './organizations.ts'
import { route } from './route.ts'
import { MemberStatus, Outcome } from './sessions.ts'

const NewMember = z.object({
  email: Email,
  firstName: line(100).optional(),
  lastName: line(100).optional(),
  roleId: RoleId,
  hubIds: z.array(HubId).max(500).default([]),
})

const Added = z.object({ id: MemberId, email: z.string(), status: MemberStatus })

export const addUser = route({
  method: 'POST',
  path: '/users',
  area: 'Users',
  summary:
    'Add a person to the user table: someone known simply gets in, someone new gets a mail (US3)',
  access: 'users:add',
  rate: 'write',
  idempotent: true,
  body: NewMember,
  returns: Added,
  status: 201,
  problems: ['already-a-member', 'more-than-you-hold', 'owner-protected', 'values-refused'],
})

export const inviteUser = route({
  method: 'POST',
  path: '/invitations',
  area: 'Users',
  summary: 'Invite a person, who accepts or declines within 7 days (US5)',
  access: 'users:add',
  rate: 'write',
  idempotent: true,
  body: NewMember,
  returns: Added.extend({ expiresAt: Time }),
  status: 201,
  problems: ['already-a-member', 'more-than-you-hold', 'owner-protected', 'values-refused'],
})

export const resendInvitation = route({
  method: 'POST',
  path: '/invitations/:memberId/mails',
  area: 'Users',
  summary:
    'Send an invitation, or the link to set a first password, again; an invitation gets 7 new days',
  access: 'users:add',
  rate: 'write',
  params: z.object({ memberId: MemberId }),
  returns: null,
  problems: [
    'not-found',
    'not-in-status',
    'inviting-is-off',
    'more-than-you-hold',
    'owner-protected',
  ],
})

export const revokeInvitation = route({
  method: 'DELETE',
  path: '/invitations/:memberId',
  area: 'Users',
  summary: 'Take an invitation back',
  access: 'users:add',
  rate: 'write',
  params: z.object({ memberId: MemberId }),
  returns: null,
  problems: ['not-found', 'not-in-status', 'more-than-you-hold', 'owner-protected'],
})

export const acceptInvitation = route({
  method: 'PUT',
  path: '/me/invitations/:memberId',
  area: 'Users',
  summary: 'Accept an invitation of yours; enter by switching afterwards',
  access: 'pending',
  rate: 'write',
  params: z.object({ memberId: MemberId }),
  returns: null,
  problems: ['fresh-evidence-required', 'not-found', 'join-refused'],
})

export const declineInvitation = route({
  method: 'DELETE',
  path: '/me/invitations/:memberId',
  area: 'Users',
  summary: 'Decline an invitation, or an addition that you never entered (LG2)',
  access: 'pending',
  rate: 'write',
  params: z.object({ memberId: MemberId }),
  returns: null,
  problems: ['fresh-evidence-required', 'not-found', 'last-owner'],
})

// ── Joining by oneself ─────────────────────────────────────────────────────────────────────────────

export const JoiningRules = z.object({
  externalSignUp: z.boolean().describe('Whether access links let anybody in at all (US6)'),
  membersMayInvite: z.boolean(),
  refusedJoinsMailed: z
    .boolean()
    .describe(
      'Whether people who may add users get a mail about those who were refused, once an hour at most (US7)',
    ),
})
export type JoiningRules = z.infer<typeof JoiningRules>

export const getJoiningRules = route({
  method: 'GET',
  path: '/joining-rules',
  area: 'Joining',
  summary:
    'By which ways people may join without an administrator; all are off to begin with (US6). And who is told of the refused',
  access: 'joining:view',
  rate: 'read',
  returns: JoiningRules,
  problems: [],
})

export const updateJoiningRules = route({
  method: 'PATCH',
  path: '/joining-rules',
  area: 'Joining',
  summary: 'Open or shut ways of joining; acts on the next request',
  access: 'joining:edit',
  rate: 'write',
  body: JoiningRules.partial(),
  returns: JoiningRules,
  problems: ['more-than-you-hold'],
})

export const AccessLink = z.object({
  id: AccessLinkId,
  name: z.string(),
  domains: z.array(z.string()).describe('Of e-mail addresses; empty: any'),
  hubs: z
    .array(z.object({ id: HubId, name: z.string() }))
    .describe('Given to whoever joins by it; one that was deleted meanwhile is left out'),
  expiresAt: Time.nullable(),
  usesMax: z.number().int().nullable(),
  uses: z.number().int().describe('How many have joined by it'),
  status: z.enum(['open', 'expired', 'used-up', 'revoked']),
  createdAt: Time,
  createdBy: z.string().nullable(),
})
export type AccessLink = z.infer<typeof AccessLink>

export const listAccessLinks = route({
  method: 'GET',
  path: '/access-links',
  area: 'Joining',
  summary: 'Links by which anybody who proves a mailbox can register, the newest first (US6)',
  access: 'joining:view',
  rate: 'read',
  returns: z.object({ items: z.array(AccessLink) }),
  problems: [],
})

export const createAccessLink = route({
  method: 'POST',
  path: '/access-links',
  area: 'Joining',
  summary: 'Make an access link; its token is shown this once, only its hash is kept',
  access: 'joining:edit',
  rate: 'write',
  // Not idempotent: what a repetition answers would have to be kept, and the token is kept nowhere.
  body: z.object({
    name: line(60),
    domains: z.array(Domain).max(50).default([]),
    hubIds: z
      .array(HubId)
      .max(500)
      .default([])
      .describe('Given to whoever joins by it: hubs that you have access to yourself'),
    expiresAt: Time.nullable().default(null),
    usesMax: z.number().int().min(1).max(1_000_000).nullable().default(null),
  }),
  returns: AccessLink.extend({ url: z.string().describe('To be passed on; never shown again') }),
  problems: ['more-than-you-hold', 'values-refused', 'too-many'],
})

export const revokeAccessLink = route({
  method: 'DELETE',
  path: '/access-links/:accessLinkId',
  area: 'Joining',
  summary: 'Shut an access link; whoever has joined by it stays',
  access: 'joining:edit',
  rate: 'write',
  params: z.object({ accessLinkId: AccessLinkId }),
  returns: null,
  problems: ['not-found'],
})

export const inviteColleague = route({
  method: 'POST',
  path: '/me/colleagues',
  area: 'Joining',
  summary:
    'Invite a colleague as a member, where the organization allows it: they get the lowest role, and your hubs (US6)',
  access: 'member',
  rate: 'write',
  idempotent: true,
  status: 201,
  body: z.object({ email: Email, firstName: line(100).optional(), lastName: line(100).optional() }),
  returns: z.object({ email: z.string(), expiresAt: Time }),
  problems: ['inviting-is-off', 'more-than-you-hold', 'already-a-member', 'too-many'],
})

/** The token of an access link, from its address. */
const AccessLinkToken = z.string().max(200)

export const openAccessLink = route({
  method: 'POST',
  path: '/access-link-checks',
  area: 'Joining',
  summary: 'Whose access link this is; opening it consumes nothing',
  access: 'public',
  rate: 'credential',
  body: z.object({ token: AccessLinkToken }),
  returns: z.object({
    organization: OrganizationLook,
    domains: z.array(z.string()),
  }),
  problems: ['link-not-valid'],
})

export const startJoining = route({
  method: 'POST',
  path: '/joinings',
  area: 'Joining',
  summary:
    'Begin to join by an access link, or to sign up (US8): mails a code of six digits, the same answer for every address',
  access: 'public',
  rate: 'credential',
  body: z.object({
    email: Email,
    accessLink: AccessLinkToken.nullable().default(null).describe('Null: public sign-up'),
    language: Language.default('en'),
  }),
  returns: z.object({
    joiningToken: z.string().describe('For the next steps; nothing without the code'),
    sentTo: z.string(),
    expiresAt: Time,
    resendAfter: Time,
  }),
  problems: ['link-not-valid', 'sign-up-is-off'],
})

/** Why somebody who has proved their mailbox cannot join by themselves; `errors[0].code` of `join-refused` (US7). */
export const joinRefusals = [
  'registered-elsewhere',
  'already-a-member',
  'invited-already',
  'not-possible',
  'domain-not-listed',
  'link-used-up',
] as const
export type JoinRefusal = (typeof joinRefusals)[number]

export const proveJoining = route({
  method: 'POST',
  path: '/joining-codes',
  area: 'Joining',
  summary: 'Prove the mailbox by its code: only now is it said whether one may join',
  access: 'public',
  rate: 'credential',
  body: z.object({ joiningToken: z.string().max(200), code: z.string().max(20) }),
  returns: z.object({
    next: z
      .enum(['set-password', 'sign-in'])
      .describe('`sign-in`: has a password already, and is in; sign in with that'),
    email: z.string(),
    organization: z.object({ name: z.string(), slug: z.string() }).nullable(),
  }),
  problems: ['wrong-code', 'locked', 'link-not-valid', 'join-refused', 'sign-up-is-off'],
})

export const finishJoining = route({
  method: 'POST',
  path: '/joining-ends',
  area: 'Joining',
  summary:
    'Set the password and go in: through an access link as a member who registers, or into one’s own new organization',
  access: 'public',
  rate: 'credential',
  body: z.object({
    joiningToken: z.string().max(200),
    password: NewPassword,
    firstName: line(100),
    lastName: line(100),
    organization: z
      .object({
        name: OrganizationNameInput,
        country: Country.nullable().default(null),
        hub: HubPlace,
        timeZone: TimeZone.optional(),
      })
      .optional()
      .describe('Of a sign-up, and of that alone'),
    colleagues: z.array(Email).max(3).default([]).describe('Invited into it as field users'),
    transport: z.enum(['cookie', 'bearer']).default('cookie'),
  }),
  returns: Outcome,
  problems: [
    'link-not-valid',
    'join-refused',
    'sign-up-is-off',
    'password-too-weak',
    'values-refused',
    'organization-limit',
  ],
})

import { z } from 'zod'
import {
  ConnectionId,
  HubId,
  Language,
  line,
  MemberId,
  OperationId,
  page,
  pageQuery,
  RoleId,
  SessionId,
  Time,
  TimeZone,
} from './common.ts'
import { FieldValues } from './fields.ts'
import { Operation } from './operations.ts'
import { roleTemplates } from './permissions.ts'
import { route } from './route.ts'
import { MemberStatus, OrganizationRow } from './sessions.ts'

/** How a member came in. */
export const memberSources = [
  'founder',
  'added',
  'imported',
  'invited',
  'member-invited',
  'access-link',
  'single-sign-on',
] as const

export const User = z.object({
  id: MemberId,
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  title: z.string(),
  phone: z.string(),
  status: MemberStatus,
  source: z.enum(memberSources),
  employeeId: z.string().nullable().describe('Unique in the organization, if it uses them'),
  photoUrl: z.string().nullable(),
  role: z.object({ id: RoleId, name: z.string(), template: z.enum(roleTemplates).nullable() }),
  hubs: z.array(z.object({ id: HubId, name: z.string() })),
  lastVisitedAt: Time.nullable(),
  createdAt: Time,
  addedBy: z.string().nullable(),
  invitationExpiresAt: Time.nullable(),
  guest: z
    .boolean()
    .describe('Guest account: uses the password where the others use single sign-on (DR1)'),
  connections: z
    .array(z.object({ id: ConnectionId, name: z.string() }))
    .describe('Through which of this organization’s connections this person has signed in'),
})
export type User = z.infer<typeof User>

/** Which members. */
export const UserFilter = z.object({
  q: line(100).optional().describe('Part of a name, e-mail or employee id'),
  status: MemberStatus.optional(),
  roleId: RoleId.optional(),
  hubId: HubId.optional(),
  source: z.enum(memberSources).optional(),
  signIn: z
    .enum(['guest', 'policy'])
    .optional()
    .describe('Sign-in setting: guest accounts, or those who sign in as the policy says'),
})
export type UserFilter = z.infer<typeof UserFilter>

export const userSorts = [
  'name',
  '-name',
  'email',
  '-email',
  'created',
  '-created',
  'lastVisited',
  '-lastVisited',
] as const
export type UserSort = (typeof userSorts)[number]

export const listUsers = route({
  method: 'GET',
  path: '/users',
  area: 'Users',
  summary: 'The user table of this organization, a page at a time (US1)',
  access: 'users:view',
  rate: 'read',
  query: UserFilter.extend({
    ...pageQuery,
    sort: z.enum(userSorts).default('name').describe('With a minus: the other way round'),
  }),
  returns: page(User),
  problems: ['values-refused'],
})

const one = z.object({ memberId: MemberId })

export const EmployeeId = line(64)

export const Phone = z
  .string()
  .trim()
  .max(32)
  .regex(/^(?:\+?[0-9][0-9 ().-]{3,})?$/, { error: 'is not a phone number' })

export const getUser = route({
  method: 'GET',
  path: '/users/:memberId',
  area: 'Users',
  summary: 'One user of this organization',
  access: 'users:view',
  rate: 'read',
  params: one,
  returns: User,
  problems: ['not-found'],
})

export const updateUser = route({
  method: 'PATCH',
  path: '/users/:memberId',
  area: 'Users',
  summary: 'Change role, hubs or profile of a user; what is left out stays',
  access: 'users:edit',
  rate: 'write',
  params: one,
  body: z.object({
    firstName: line(100, 0).optional(),
    lastName: line(100, 0).optional(),
    title: line(100, 0).optional(),
    phone: Phone.optional(),
    employeeId: EmployeeId.nullable().optional(),
    roleId: RoleId.optional(),
    hubIds: z.array(HubId).max(500).optional(),
  }),
  returns: User,
  problems: [
    'not-found',
    'more-than-you-hold',
    'owner-protected',
    'own-role',
    'last-owner',
    'values-refused',
  ],
})

export const suspendUser = route({
  method: 'PUT',
  path: '/users/:memberId/suspension',
  area: 'Users',
  summary: 'Suspend a user: their sessions in this organization end at once (US2)',
  access: 'users:suspend',
  rate: 'write',
  params: one,
  returns: User,
  problems: [
    'not-found',
    'not-in-status',
    'more-than-you-hold',
    'owner-protected',
    'own-role',
    'last-owner',
  ],
})

export const restoreUser = route({
  method: 'DELETE',
  path: '/users/:memberId/suspension',
  area: 'Users',
  summary: 'Let a suspended user in again',
  access: 'users:suspend',
  rate: 'write',
  params: one,
  returns: User,
  problems: ['not-found', 'not-in-status', 'more-than-you-hold', 'owner-protected', 'own-role'],
})

export const removeUser = route({
  method: 'DELETE',
  path: '/users/:memberId',
  area: 'Users',
  summary:
    'Remove a user from this organization: open tasks are unassigned, the identity stays (US10)',
  access: 'users:remove',
  rate: 'write',
  params: one,
  returns: null,
  problems: ['not-found', 'more-than-you-hold', 'owner-protected', 'own-role', 'last-owner'],
})

/** What can be done to many members at once. */
export const UserChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('role'), roleId: RoleId }),
  z.object({
    kind: z.literal('hubs'),
    add: z.array(HubId).max(100).default([]),
    remove: z.array(HubId).max(100).default([]),
  }),
  z.object({ kind: z.literal('suspend') }),
  z.object({ kind: z.literal('restore') }),
  z.object({ kind: z.literal('guest'), guest: z.boolean() }),
  z.object({ kind: z.literal('remove') }),
])
export type UserChange = z.infer<typeof UserChange>

export const changeUsers = route({
  method: 'POST',
  path: '/user-changes',
  area: 'Users',
  summary:
    'Change many users in the background: those named, or all whom a filter finds; each as if alone, refusals are listed',
  access: 'users:view',
  rate: 'write',
  idempotent: true,
  status: 201,
  body: z.object({
    which: z.union([
      z.object({ memberIds: z.array(MemberId).min(1).max(1000) }),
      z.object({ filter: UserFilter }),
    ]),
    change: UserChange,
  }),
  returns: Operation,
  problems: [
    'not-permitted',
    'values-refused',
    'more-than-you-hold',
    'owner-protected',
    'too-many',
  ],
})

export const undoUserChange = route({
  method: 'POST',
  path: '/user-changes/:operationId/undo',
  area: 'Users',
  summary:
    'Give many users back what a change of yours took within the last hour; who was changed again meanwhile stays',
  access: 'users:view',
  rate: 'write',
  idempotent: true,
  status: 201,
  params: z.object({ operationId: OperationId }),
  returns: Operation,
  problems: ['not-found', 'cannot-undo', 'not-permitted', 'too-many'],
})

export const listUserSessions = route({
  method: 'GET',
  path: '/users/:memberId/sessions',
  area: 'Users',
  summary: 'Where a member is signed in to this organization; other organizations are not told of',
  access: 'users:view',
  rate: 'read',
  params: one,
  returns: z.object({
    items: z.array(
      z.object({
        id: SessionId,
        createdAt: Time,
        lastSeenAt: Time,
        ip: z.string().nullable(),
        userAgent: z.string().nullable(),
        transport: z.enum(['cookie', 'bearer']),
      }),
    ),
  }),
  problems: ['not-found'],
})

export const endUserSessions = route({
  method: 'DELETE',
  path: '/users/:memberId/sessions',
  area: 'Users',
  summary: 'Sign a member out of this organization everywhere',
  access: 'users:suspend',
  rate: 'write',
  params: one,
  returns: null,
  problems: ['not-found', 'more-than-you-hold', 'owner-protected'],
})

const Profile = z.object({
  firstName: z.string(),
  lastName: z.string(),
  title: z.string(),
  phone: z.string(),
  language: Language.nullable().describe('Null: the organization’s'),
  timeZone: z.string().nullable().describe('Null: the organization’s'),
  photoUrl: z.string().nullable(),
})

export const getMyProfile = route({
  method: 'GET',
  path: '/me/profile',
  area: 'Me',
  summary: 'Your profile in this organization; no other organization sees it (PR1)',
  access: 'registering',
  rate: 'read',
  returns: Profile,
  problems: [],
})

export const updateMyProfile = route({
  method: 'PATCH',
  path: '/me/profile',
  area: 'Me',
  summary: 'Change your profile in this organization; what is left out stays',
  access: 'registering',
  rate: 'write',
  body: z.object({
    firstName: line(100).optional(),
    lastName: line(100).optional(),
    title: line(100, 0).optional(),
    phone: Phone.optional(),
    language: Language.nullable().optional(),
    timeZone: TimeZone.nullable().optional(),
  }),
  returns: Profile,
  problems: [],
})

export const completeRegistration = route({
  method: 'PUT',
  path: '/me/registration',
  area: 'Me',
  summary: 'Finish registering in this organization: from `registering` to `active` (PR2)',
  access: 'registering',
  rate: 'write',
  body: z.object({
    firstName: line(100),
    lastName: line(100),
    fields: FieldValues.default({}).describe(
      'Answers; every required field must have one in the end',
    ),
  }),
  returns: Profile,
  problems: ['not-in-status', 'values-refused'],
})

/** What of a profile can be copied from another organization of one’s own (PR1). */
export const profileParts = [
  'firstName',
  'lastName',
  'title',
  'phone',
  'language',
  'timeZone',
  'photo',
] as const

export const listProfileSources = route({
  method: 'GET',
  path: '/me/profile-sources',
  area: 'Me',
  summary:
    'Your own profiles in other organizations, for copying: shown where their door opens on what you have proved (PR1)',
  access: 'registering',
  rate: 'read',
  returns: z.object({
    items: z.array(
      OrganizationRow.pick({
        memberId: true,
        organizationId: true,
        name: true,
        slug: true,
        logoUrl: true,
        requires: true,
      }).extend({
        profile: Profile.omit({ photoUrl: true })
          .extend({ hasPhoto: z.boolean() })
          .nullable()
          .describe('Null: its door wants to see more first (`requires`)'),
      }),
    ),
  }),
  problems: [],
})

export const copyProfile = route({
  method: 'PUT',
  path: '/me/profile/copy',
  area: 'Me',
  summary: 'Copy parts of your own profile from another organization of yours into this one (PR1)',
  access: 'registering',
  rate: 'write',
  body: z.object({ memberId: MemberId, parts: z.array(z.enum(profileParts)).min(1) }),
  returns: Profile,
  problems: ['organization-not-found'],
})

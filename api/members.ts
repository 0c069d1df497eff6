import { z } from 'zod'
import {
  ConnectionId,
  HubId,
  Language,
  line,
  MemberId,
  page,
  pageQuery,
  RoleId,
  Time,
  TimeZone,
} from './common.ts'
import { roleTemplates } from './permissions.ts'
import { route } from './route.ts'
import { MemberStatus } from './sessions.ts'

export const User = z.object({
  id: MemberId,
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  title: z.string(),
  phone: z.string(),
  status: MemberStatus,
  source: z.enum(['founder', 'added', 'invited', 'single-sign-on']),
  role: z.object({ id: RoleId, name: z.string(), template: z.enum(roleTemplates).nullable() }),
  hubs: z.array(z.object({ id: HubId, name: z.string() })),
  lastVisitedAt: Time.nullable(),
  invitationExpiresAt: Time.nullable(),
  guest: z
    .boolean()
    .describe('Guest account: uses the password where the others use single sign-on (DR1)'),
  connections: z
    .array(z.object({ id: ConnectionId, name: z.string() }))
    .describe('Through which of this organization’s connections this person has signed in'),
})
export type User = z.infer<typeof User>

export const listUsers = route({
  method: 'GET',
  path: '/users',
  area: 'Users',
  summary: 'The user table of this organization, by name',
  access: 'users:view',
  rate: 'read',
  query: z.object({
    ...pageQuery,
    q: line(100).optional().describe('Part of a name or e-mail'),
    status: MemberStatus.optional(),
    roleId: RoleId.optional(),
    hubId: HubId.optional(),
  }),
  returns: page(User),
  problems: ['values-refused'],
})

const one = z.object({ memberId: MemberId })

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
  summary: 'Change role, hubs or name of a user; what is left out stays',
  access: 'users:edit',
  rate: 'write',
  params: one,
  body: z.object({
    firstName: line(100, 0).optional(),
    lastName: line(100, 0).optional(),
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

const Profile = z.object({
  firstName: z.string(),
  lastName: z.string(),
  title: z.string(),
  phone: z.string(),
  language: Language.nullable().describe('Null: the organization’s'),
  timeZone: z.string().nullable().describe('Null: the organization’s'),
})

const Phone = z
  .string()
  .trim()
  .max(32)
  .regex(/^(?:\+?[0-9][0-9 ().-]{3,})?$/, { error: 'is not a phone number' })

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
  body: z.object({ firstName: line(100), lastName: line(100) }),
  returns: Profile,
  problems: ['not-in-status'],
})

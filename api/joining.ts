import { z } from 'zod'
import { Email, HubId, line, MemberId, RoleId, Time } from './common.ts'
import { route } from './route.ts'
import { MemberStatus } from './sessions.ts'

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
  problems: ['not-found', 'not-in-status', 'more-than-you-hold', 'owner-protected'],
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
  problems: ['fresh-evidence-required', 'not-found'],
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

import { z } from 'zod'
import { MemberId, RoleId, Time } from './common.ts'
import { Operation } from './operations.ts'
import { route } from './route.ts'
import { Outcome } from './sessions.ts'

export const handOverOwnership = route({
  method: 'PUT',
  path: '/organization/owner',
  area: 'Organization',
  summary: 'Make another active member an owner and take another role yourself, in one step (OR3)',
  access: 'member',
  rate: 'write',
  body: z.object({
    memberId: MemberId,
    roleId: RoleId.describe('Yours from then on; not Owner'),
  }),
  returns: null,
  problems: [
    'owners-only',
    'fresh-evidence-required',
    'not-found',
    'yourself',
    'values-refused',
    'not-in-status',
    'policy-locks-out',
  ],
})

/** What is left to somebody who is in no organization for the moment: the picker, or the farewell page. */
const Left = z.object({
  outcome: Outcome.describe('`choose`: a pending sign-in on the same log-in'),
  last: z.boolean().describe('It was the last organization'),
})

export const leaveOrganization = route({
  method: 'DELETE',
  path: '/me/membership',
  area: 'Me',
  summary:
    'Leave this organization: open tasks are unassigned, sessions here end, the identity stays (US10)',
  access: 'registering',
  rate: 'write',
  returns: Left,
  problems: ['last-owner', 'fresh-evidence-required'],
})

export const startOrganizationDeletion = route({
  method: 'POST',
  path: '/organization/deletion',
  area: 'Organization',
  summary:
    'Begin to delete the organization: nobody enters it any more, and in 30 days everything of it is gone (OR2)',
  access: 'member',
  rate: 'write',
  body: z.object({ name: z.string().max(200).describe('The name of the organization, typed') }),
  returns: Left.extend({ until: Time }),
  problems: ['owners-only', 'fresh-evidence-required', 'values-refused'],
})

export const undoOrganizationDeletion = route({
  method: 'DELETE',
  path: '/me/organization-deletions/:memberId',
  area: 'Me',
  summary:
    'Keep an organization of yours that is being deleted; wants fresh proofs with a second factor (OR2)',
  access: 'pending',
  rate: 'write',
  params: z.object({ memberId: MemberId }),
  returns: null,
  problems: ['not-found', 'fresh-evidence-required'],
})

export const exportOrganization = route({
  method: 'POST',
  path: '/organization/exports',
  area: 'Organization',
  summary:
    'Write everything of the organization to a ZIP of JSON Lines with a CSV of its users, in the background (OR4)',
  access: 'organization:export',
  rate: 'write',
  idempotent: true,
  status: 201,
  returns: Operation,
  problems: ['fresh-evidence-required', 'too-many'],
})

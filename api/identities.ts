import { z } from 'zod'
import { Email, Language, MemberId, NewPassword, PasswordInput, Time } from './common.ts'
import { SixDigits } from './door.ts'
import { route } from './route.ts'

const LinkToken = z.string().min(20).max(128).describe('From the link in the mail')

export const checkPasswordLink = route({
  method: 'POST',
  path: '/password-links/check',
  area: 'Identity',
  summary: 'Whose password a mailed link sets; consumes nothing',
  access: 'public',
  rate: 'credential',
  body: z.object({ token: LinkToken }),
  returns: z.object({ email: z.string() }),
  problems: ['link-not-valid'],
})

export const setPassword = route({
  method: 'POST',
  path: '/password-links',
  area: 'Identity',
  summary: 'Set the password of an identity through its mailbox; the link is good once',
  access: 'public',
  rate: 'credential',
  body: z.object({ token: LinkToken, password: NewPassword }),
  returns: z.object({ email: z.string() }),
  problems: ['link-not-valid', 'password-too-weak'],
})

export const changePassword = route({
  method: 'PUT',
  path: '/me/password',
  area: 'Identity',
  summary:
    'Change your one password, everywhere; ends all your other log-ins. Inside an open door, or before one that demands a new one and nothing else',
  access: 'pending',
  rate: 'credential',
  body: z.object({ currentPassword: PasswordInput, newPassword: NewPassword }),
  returns: z.object({
    pendingToken: z
      .string()
      .optional()
      .describe('Bearer transport, before a door: replaces the pending token that was shown'),
  }),
  problems: [
    'step-up-required',
    'organization-not-chosen',
    'wrong-password',
    'password-too-weak',
    'locked',
  ],
})

export const forgotPassword = route({
  method: 'POST',
  path: '/password-resets',
  area: 'Identity',
  summary:
    'Ask for a mail with a link to set a new password; the answer is the same for any address',
  access: 'public',
  rate: 'credential',
  body: z.object({ email: Email, language: Language.optional() }),
  returns: null,
  status: 202,
  problems: [],
})

export const startEmailChange = route({
  method: 'POST',
  path: '/me/email',
  area: 'Identity',
  summary:
    'Begin to change your e-mail: sends a code to the new mailbox; wants fresh evidence (PW6)',
  access: 'registering',
  rate: 'credential',
  body: z.object({ newEmail: Email }),
  returns: z.object({ newEmail: z.string(), expiresAt: Time }),
  problems: ['fresh-evidence-required', 'values-refused', 'too-many-requests'],
})

export const confirmEmailChange = route({
  method: 'PUT',
  path: '/me/email',
  area: 'Identity',
  summary: 'Finish it with that code; the old mailbox is told, and can undo it for 7 days',
  access: 'registering',
  rate: 'credential',
  body: z.object({ code: SixDigits }),
  returns: z.object({ email: z.string() }),
  problems: ['fresh-evidence-required', 'wrong-code', 'values-refused', 'locked'],
})

export const checkEmailChange = route({
  method: 'POST',
  path: '/email-changes/check',
  area: 'Identity',
  summary: 'Which change of address a mailed link undoes; consumes nothing',
  access: 'public',
  rate: 'credential',
  body: z.object({ token: LinkToken }),
  returns: z.object({ oldEmail: z.string(), newEmail: z.string() }),
  problems: ['link-not-valid'],
})

export const undoEmailChange = route({
  method: 'POST',
  path: '/email-changes/undo',
  area: 'Identity',
  summary:
    'From the old mailbox: takes the address back, ends every log-in, and voids the password',
  access: 'public',
  rate: 'credential',
  body: z.object({ token: LinkToken }),
  returns: z.object({
    email: z.string(),
    passwordToken: z.string().describe('Sets a new password, as a mailed link would'),
  }),
  problems: ['link-not-valid'],
})

export const nameHome = route({
  method: 'PUT',
  path: '/me/home',
  area: 'Identity',
  summary: 'Name another home among your organizations, once yours is gone or left (PW5)',
  access: 'registering',
  rate: 'credential',
  body: z.object({ memberId: MemberId }),
  returns: null,
  problems: ['fresh-evidence-required', 'organization-not-found', 'home-exists'],
})

export const startIdentityDeletion = route({
  method: 'POST',
  path: '/me/deletion',
  area: 'Identity',
  summary: 'Delete your identity everywhere, in 7 days; refused while you are a last owner (PW7)',
  access: 'pending',
  rate: 'credential',
  body: z.object({ email: Email.describe('Your own address, typed to confirm') }),
  returns: z.object({ dueAt: Time }),
  problems: ['fresh-evidence-required', 'values-refused', 'last-owner'],
})

export const undoIdentityDeletion = route({
  method: 'DELETE',
  path: '/me/deletion',
  area: 'Identity',
  summary: 'Keep your identity after all',
  access: 'pending',
  rate: 'credential',
  returns: null,
  problems: ['fresh-evidence-required'],
})

const one = z.object({ memberId: MemberId })

export const getUserSecurity = route({
  method: 'GET',
  path: '/users/:memberId/security',
  area: 'Users',
  summary: 'What the administrators of a user’s home may do about how that user signs in',
  access: 'users:view',
  rate: 'read',
  params: one,
  returns: z.object({
    homeHere: z
      .boolean()
      .describe('False: registered elsewhere, or nowhere yet; then nothing else is told (PR4)'),
    passwordTemporary: z.boolean(),
    authenticator: z.boolean(),
    lockedUntil: Time.nullable(),
  }),
  problems: ['not-found'],
})

export const resetUserPassword = route({
  method: 'POST',
  path: '/users/:memberId/password-reset',
  area: 'Users',
  summary:
    'Of a user whose home is here: mail a link to reset the password, or make a temporary one (PW3, PW4)',
  access: 'users:reset_password',
  rate: 'write',
  params: one,
  body: z.object({ method: z.enum(['mail', 'temporary']) }),
  returns: z.object({
    temporaryPassword: z.string().nullable().describe('Shown once; null where a mail was sent'),
  }),
  problems: [
    'not-found',
    'not-in-status',
    'yourself',
    'home-elsewhere',
    'more-than-you-hold',
    'owner-protected',
    'too-many-requests',
  ],
})

export const unlockUser = route({
  method: 'DELETE',
  path: '/users/:memberId/lock',
  area: 'Users',
  summary:
    'Of a user whose home is here: end the wait after failed attempts, not the daily cap (LG8)',
  access: 'users:unlock',
  rate: 'write',
  params: one,
  returns: null,
  problems: ['not-found', 'yourself', 'home-elsewhere', 'more-than-you-hold', 'owner-protected'],
})

export const resetUserAuthenticator = route({
  method: 'POST',
  path: '/users/:memberId/authenticator-reset',
  area: 'Users',
  summary:
    'Of a user whose home is here: begin to remove a lost authenticator; the user confirms by mail (DR4)',
  access: 'users:reset_authenticator',
  rate: 'write',
  params: one,
  returns: null,
  problems: [
    'not-found',
    'not-enrolled',
    'yourself',
    'home-elsewhere',
    'more-than-you-hold',
    'owner-protected',
    'too-many-requests',
  ],
})

import { z } from 'zod'
import { Time } from './common.ts'
import { SixDigits, Step } from './door.ts'
import { route } from './route.ts'

const RecoveryCodes = z.object({
  recoveryCodes: z.array(z.string()).describe('Ten, each good once; never shown again'),
  pendingToken: z.string().optional().describe('As with every proof before a door'),
})

export const startEnrolment = route({
  method: 'POST',
  path: '/me/authenticator/enrolment',
  area: 'Identity',
  summary:
    'Begin to set up an authenticator, or another one in place of yours (RFC 6238); wants fresh evidence',
  access: 'pending',
  rate: 'credential',
  returns: z.object({
    secret: z.string().describe('Base32 (RFC 4648), to type in'),
    uri: z.string().describe('`otpauth://totp/…`, to show as a QR code'),
    expiresAt: Time,
  }),
  problems: ['fresh-evidence-required'],
})

export const confirmEnrolment = route({
  method: 'PUT',
  path: '/me/authenticator',
  area: 'Identity',
  summary: 'Confirm the authenticator with its first code; answers ten recovery codes, once',
  access: 'pending',
  rate: 'credential',
  body: z.object({ code: SixDigits }),
  returns: RecoveryCodes,
  problems: ['fresh-evidence-required', 'wrong-code', 'not-enrolled'],
})

export const removeAuthenticator = route({
  method: 'DELETE',
  path: '/me/authenticator',
  area: 'Identity',
  summary: 'Remove your authenticator and its recovery codes; wants fresh evidence',
  access: 'registering',
  rate: 'credential',
  returns: null,
  problems: ['fresh-evidence-required', 'not-enrolled'],
})

export const replaceRecoveryCodes = route({
  method: 'POST',
  path: '/me/recovery-codes',
  area: 'Identity',
  summary: 'Ten new recovery codes; the old ones stop; wants fresh evidence',
  access: 'registering',
  rate: 'credential',
  returns: RecoveryCodes,
  problems: ['fresh-evidence-required', 'not-enrolled'],
})

const LinkToken = z.string().min(20).max(128).describe('From the link in the mail')

export const checkAuthenticatorReset = route({
  method: 'POST',
  path: '/authenticator-resets/check',
  area: 'Identity',
  summary: 'Whose authenticator a mailed link removes; consumes nothing',
  access: 'public',
  rate: 'credential',
  body: z.object({ token: LinkToken }),
  returns: z.object({
    email: z.string(),
    organizationName: z.string().nullable().describe('Null: whoever runs this server began it'),
  }),
  problems: ['link-not-valid'],
})

export const confirmAuthenticatorReset = route({
  method: 'POST',
  path: '/authenticator-resets',
  area: 'Identity',
  summary:
    'Confirm, from the mailbox, the reset of an authenticator that one’s home or the operator began (DR4)',
  access: 'public',
  rate: 'credential',
  body: z.object({ token: LinkToken }),
  returns: z.object({ email: z.string() }),
  problems: ['link-not-valid', 'mailbox-in-doubt'],
})

/** What happened to an identity, as its owner sees it. */
export const identityEvents = [
  'signed-in',
  'sign-in-failed',
  'locked',
  'unlocked',
  'password-changed',
  'password-reset',
  'authenticator-added',
  'authenticator-removed',
  'recovery-code-used',
  'recovery-codes-replaced',
  'email-changed',
  'email-change-undone',
  'home-named',
  'deletion-requested',
  'deletion-undone',
  'sso-not-believed',
] as const
export type IdentityEvent = (typeof identityEvents)[number]

export const getMySecurity = route({
  method: 'GET',
  path: '/me/security',
  area: 'Identity',
  summary:
    'How you prove who you are, and what happened to it lately; the same in all organizations',
  access: 'pending',
  rate: 'read',
  returns: z.object({
    email: z.string(),
    password: z
      .object({ changedAt: Time, temporary: z.boolean() })
      .nullable()
      .describe('Null: you have none'),
    mailboxInDoubt: z
      .boolean()
      .describe(
        'An administrator made a password; until your mailbox is proved it counts there alone',
      ),
    authenticator: z.object({ since: Time, recoveryCodesLeft: z.number().int() }).nullable(),
    freshEvidence: z
      .array(Step)
      .describe('What must be proved before any of this can be changed; empty: nothing'),
    home: z
      .object({
        organizationName: z.string().nullable().describe('Null: none'),
        here: z.boolean(),
        mayBeNamed: z.boolean().describe('You have none any more, and may name another'),
      })
      .describe('The organization whose administrators may begin a reset for you'),
    emailChange: z
      .object({ newEmail: z.string(), expiresAt: Time })
      .nullable()
      .describe('Begun, and waiting for the code that went to the new mailbox'),
    deletion: z.object({ dueAt: Time }).nullable(),
    events: z.array(
      z.object({
        event: z.enum(identityEvents),
        at: Time,
        ip: z.string().nullable(),
        userAgent: z.string().nullable(),
      }),
    ),
  }),
  problems: ['fresh-evidence-required'],
})

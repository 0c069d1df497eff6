import { z } from 'zod'
import { ConnectionId, MemberId, PasswordInput, Time } from './common.ts'
import { route } from './route.ts'

/** What a door may ask for, in the order in which it is asked (DR1, DR2). */
export const stepKinds = [
  'password',
  'sso',
  'email_otp',
  'totp',
  'passkey',
  'new_password',
] as const
export const StepKind = z.enum(stepKinds)
export type StepKind = z.infer<typeof StepKind>

const proveAt = (path: `/proofs/${string}` | '/me/password') =>
  z.literal(`/api/v1${path}`).describe('Where to prove it (POST; a new password: PUT)')

/** One thing that is still missing, and where it is proved. */
export const Step = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('password'), proveAt: proveAt('/proofs/password') }),
  z.object({
    kind: z.literal('sso'),
    connections: z
      .array(z.object({ id: ConnectionId, name: z.string() }))
      .describe('Any one of these opens'),
    proveAt: z
      .literal('/api/v1/sso/attempts')
      .describe('Begin there with one of the connections (POST), in a browser'),
  }),
  z.object({
    kind: z.literal('email_otp').describe('The code is sent by POST /email-codes'),
    reason: z
      .enum(['demanded', 'mailbox-in-doubt'])
      .describe('In doubt: since an administrator made a password, the mailbox must be proved'),
    proveAt: proveAt('/proofs/email-code'),
  }),
  z.object({
    kind: z.literal('totp'),
    enrolled: z
      .boolean()
      .describe(
        'False: set one up instead, by POST /me/authenticator/enrolment and PUT /me/authenticator; its first code counts as the proof',
      ),
    proveAt: z
      .enum(['/api/v1/proofs/totp', '/api/v1/me/authenticator/enrolment'])
      .describe('Where to prove it, or to begin the set-up that proves it (POST)'),
  }),
  z.object({
    kind: z.literal('new_password'),
    reason: z
      .enum(['expired', 'temporary'])
      .describe('Too old for this organization, or made by an administrator'),
    proveAt: proveAt('/me/password'),
  }),
])
export type Step = z.infer<typeof Step>

export const firstFactors = ['password', 'sso'] as const
export const FirstFactor = z.enum(firstFactors)
/** Demands merge along this order; the stronger satisfies the weaker (DR1). */
export const secondFactors = ['none', 'email_otp', 'totp'] as const
export const SecondFactor = z.enum(secondFactors)
export type SecondFactor = z.infer<typeof SecondFactor>

/** Six digits; spaces between them are forgiven. */
export const SixDigits = z
  .string()
  .max(20)
  .describe('Six digits; spaces between them are forgiven')
  .transform((text) => text.replace(/\s/g, ''))
  .refine((text) => /^[0-9]{6}$/.test(text), { error: 'is not a code of six digits' })

/** What was proved counts from now on; the door decides when it is asked again. */
const Proved = z.object({
  pendingToken: z
    .string()
    .optional()
    .describe('Bearer transport, before a door: replaces the pending token that was shown'),
})
export type Proved = z.infer<typeof Proved>

const proof = <const Path extends `/proofs/${string}`, const Body extends z.ZodObject>(
  path: Path,
  summary: string,
  body: Body,
  access: 'proving' | 'pending' = 'pending',
) =>
  route({
    method: 'POST',
    path,
    area: 'Proofs',
    summary,
    access,
    rate: 'credential',
    body,
    returns: Proved,
    problems: ['wrong-password', 'wrong-code', 'not-enrolled', 'locked'],
  })

export const provePassword = proof(
  '/proofs/password',
  'Prove the password again, where a door asks for it; then switch, or repeat what was refused',
  z.object({ password: PasswordInput }),
  'proving',
)

export const sendEmailCode = route({
  method: 'POST',
  path: '/email-codes',
  area: 'Proofs',
  summary: 'Send a code of six digits to your mailbox: good for 10 minutes, the newest alone (DR5)',
  access: 'proving',
  rate: 'credential',
  returns: z.object({
    sentTo: z.string().describe('Your own address'),
    expiresAt: Time,
    resendAfter: Time.describe('Another one is not sent before'),
  }),
  problems: ['too-many-requests', 'locked'],
})

export const proveEmailCode = proof(
  '/proofs/email-code',
  'Prove that you read your mailbox, by the code that was sent there',
  z.object({ code: SixDigits }),
  'proving',
)

export const proveTotp = proof(
  '/proofs/totp',
  'Prove that you hold your authenticator (RFC 6238); each code is good once',
  z.object({ code: SixDigits }),
)

export const proveRecoveryCode = proof(
  '/proofs/recovery-code',
  'Use one of your recovery codes in place of the authenticator; it is good once',
  z.object({ code: z.string().min(1).max(64) }),
)

export const breakGlass = route({
  method: 'POST',
  path: '/proofs/break-glass',
  area: 'Proofs',
  summary:
    'As an owner, with password and mailbox code proved, open the sign-in policy for 15 minutes (DR6)',
  access: 'pending',
  rate: 'credential',
  body: z.object({ memberId: MemberId, code: z.string().min(1).max(64) }),
  returns: z.object({
    token: z.string().optional().describe('Bearer transport only'),
    until: Time,
    landing: z.string().describe('Path of the page to go to'),
  }),
  problems: ['organization-not-found', 'wrong-code', 'fresh-evidence-required', 'locked'],
})

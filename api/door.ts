import { z } from 'zod'
import { PasswordInput } from './common.ts'
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

/** One thing that is still missing at a door. */
export const Step = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('password') }),
  z.object({
    kind: z.literal('sso'),
    connections: z
      .array(z.object({ id: z.uuid(), name: z.string() }))
      .describe('Any one of these opens'),
  }),
  z.object({ kind: z.literal('email_otp') }),
  z.object({ kind: z.literal('totp'), enrolled: z.boolean() }),
  z
    .object({ kind: z.literal('new_password') })
    .describe('The password is too old for this organization'),
])
export type Step = z.infer<typeof Step>

export const firstFactors = ['password', 'sso'] as const
/** Demands merge along this order; the stronger satisfies the weaker (DR1). */
export const secondFactors = ['none', 'email_otp', 'totp'] as const
export const SecondFactor = z.enum(secondFactors)
export type SecondFactor = z.infer<typeof SecondFactor>

export const provePassword = route({
  method: 'POST',
  path: '/proofs/password',
  area: 'Sessions',
  summary:
    'Prove the password again, where a door asks for it; then switch, or repeat what was refused',
  access: 'pending',
  rate: 'credential',
  body: z.object({ password: PasswordInput }),
  returns: null,
  problems: ['wrong-password', 'locked'],
})

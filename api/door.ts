import { z } from 'zod'

/** What a door may ask for, in the order in which it is asked (DR1, DR2). */
export const stepKinds = ['password', 'sso', 'email_otp', 'totp', 'passkey'] as const
export const StepKind = z.enum(stepKinds)
export type StepKind = z.infer<typeof StepKind>

/** One thing that is still missing at a door. */
export const Step = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('password') }),
  z.object({
    kind: z.literal('sso'),
    connections: z.array(z.object({ id: z.uuid(), name: z.string() })).describe('Any one of these opens'),
  }),
  z.object({ kind: z.literal('email_otp') }),
  z.object({ kind: z.literal('totp'), enrolled: z.boolean() }),
])
export type Step = z.infer<typeof Step>

export const firstFactors = ['password', 'sso'] as const
/** Demands merge along this order; the stronger satisfies the weaker (DR1). */
export const secondFactors = ['none', 'email_otp', 'totp'] as const
export const SecondFactor = z.enum(secondFactors)
export type SecondFactor = z.infer<typeof SecondFactor>

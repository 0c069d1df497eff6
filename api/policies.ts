import { z } from 'zod'
import { MemberId, Time } from './common.ts'
import { FirstFactor, SecondFactor, StepKind } from './door.ts'
import { route } from './route.ts'

const dayS = 86_400

/** What an organization demands at its door (DR1). A role may demand more; the stricter wins. */
export const SignInPolicy = z.object({
  firstFactor: FirstFactor,
  secondFactor: SecondFactor,
  evidenceSeconds: z
    .number()
    .int()
    .min(300)
    .max(365 * dayS)
    .nullable()
    .describe('How old a proof may be, at entry and on each request; null: as old as a session'),
  sessionSeconds: z
    .number()
    .int()
    .min(300)
    .max(365 * dayS),
  idleSeconds: z
    .number()
    .int()
    .min(300)
    .max(365 * dayS),
  passwordDays: z
    .number()
    .int()
    .min(1)
    .max(3650)
    .nullable()
    .describe('After how many days a password must be replaced at this door; null: never'),
  singleSession: z.boolean().describe('Signing in ends the member’s earlier sessions here'),
})
export type SignInPolicy = z.infer<typeof SignInPolicy>

const Planned = z.object({ policy: SignInPolicy, from: Time, announcedBy: z.string() })

const PolicyDocument = z.object({
  policy: SignInPolicy,
  planned: Planned.nullable().describe('What acts from its grace date on (DR6)'),
  breakGlass: z.object({
    left: z.number().int(),
    createdAt: Time.nullable(),
  }),
})
export type PolicyDocument = z.infer<typeof PolicyDocument>

export const getSignInPolicy = route({
  method: 'GET',
  path: '/organization/sign-in-policy',
  area: 'Sign-in policy',
  summary: 'What the door of this organization demands, now and from a grace date on',
  access: 'sign_in_policy:view',
  rate: 'read',
  returns: PolicyDocument,
  problems: [],
})

export const updateSignInPolicy = route({
  method: 'PUT',
  path: '/organization/sign-in-policy',
  area: 'Sign-in policy',
  summary:
    'Replace the sign-in policy, at once or from a grace date on; acts on the next request of every session',
  access: 'sign_in_policy:edit',
  rate: 'write',
  body: z.object({
    policy: SignInPolicy,
    from: Time.nullable()
      .default(null)
      .describe('Grace date, at most a year ahead, with reminders by mail; null: at once'),
  }),
  returns: PolicyDocument,
  problems: ['values-refused', 'policy-locks-out', 'sign-in-through-it-first'],
})

export const cancelPlannedPolicy = route({
  method: 'DELETE',
  path: '/organization/sign-in-policy/planned',
  area: 'Sign-in policy',
  summary: 'Give up what was to act from a grace date on',
  access: 'sign_in_policy:edit',
  rate: 'write',
  returns: PolicyDocument,
  problems: [],
})

/** Why a member would not simply walk on; a sentence of the screen and of the mail. */
export const keptOutReasons = [
  'no-authenticator',
  'mailbox-not-proved',
  'password-expired',
  'no-connection',
  'not-linked',
  'must-prove-again',
  'session-ends',
] as const
export type KeptOutReason = (typeof keptOutReasons)[number]

export const dryRunSignInPolicy = route({
  method: 'POST',
  path: '/organization/sign-in-policy/dry-run',
  area: 'Sign-in policy',
  summary: 'Who would be kept out, or asked for more, by a policy, and why; changes nothing (DR6)',
  access: 'sign_in_policy:view',
  rate: 'write',
  body: z.object({ policy: SignInPolicy }),
  returns: z.object({
    members: z.number().int().describe('Judged: everybody who may enter'),
    unhindered: z.number().int(),
    keptOut: z.number().int().describe('Cannot enter until something is set up or set right'),
    asked: z
      .number()
      .int()
      .describe('Enter after proving something, or after setting up an authenticator at the door'),
    locksOut: z
      .boolean()
      .describe(
        'It would shut every owner out: refused at once. From a grace date it is accepted, and judged again at that date: where it still would, it is put off by a day, again and again, and the owners are told',
      ),
    items: z
      .array(
        z.object({
          memberId: MemberId,
          name: z.string(),
          email: z.string(),
          role: z.string(),
          keptOut: z.boolean(),
          reasons: z.array(z.enum(keptOutReasons)),
          missing: z.array(StepKind).describe('What the door would ask for now'),
        }),
      )
      .describe('Whoever is kept out first, then whoever is asked; at most 200'),
  }),
  problems: ['values-refused'],
})

export const replaceBreakGlassCodes = route({
  method: 'POST',
  path: '/organization/break-glass-codes',
  area: 'Sign-in policy',
  summary:
    'Five new break-glass codes for owners; the old ones stop; wants fresh evidence; other owners are told',
  access: 'sign_in_policy:edit',
  rate: 'credential',
  returns: z.object({ codes: z.array(z.string()).describe('Shown once') }),
  problems: ['fresh-evidence-required', 'owner-protected'],
})

import { z } from 'zod'
import {
  FieldId,
  line,
  MatchId,
  MemberId,
  ProgramId,
  ProposalId,
  page,
  pageQuery,
  RegistrationId,
  Time,
} from './common.ts'
import { FieldValue, FieldValues } from './fields.ts'
import { Operation } from './operations.ts'
import { AskedQuestion, MatchingRule, Person, ProgramKind, ProgramRole } from './programs.ts'
import { route } from './route.ts'

export const matchStatuses = ['staged', 'pending', 'active', 'ended'] as const
export const MatchStatus = z.enum(matchStatuses)
export type MatchStatus = z.infer<typeof MatchStatus>

export const matchSources = ['administrator', 'proposal', 'request'] as const

/** Why a match ended, or never began: the last three. */
export const matchEndReasons = [
  'administrator',
  'participant',
  'frozen',
  'left',
  'removed',
  'due',
  'program-ended',
  'program-archived',
  'organization-deleted',
  'declined',
  'withdrawn',
  'expired',
] as const
export type MatchEndReason = (typeof matchEndReasons)[number]

/** What of the answers speaks for a match. */
export const MatchReason = z.object({
  questionId: FieldId,
  title: z.string().describe('The question as it was then'),
  rule: MatchingRule,
  points: z.number().min(0).max(1).describe('How well the answers agree'),
  weight: z.number().int(),
  agreed: z.array(z.string()).describe('Options that agree, or the two numbers'),
})
export type MatchReason = z.infer<typeof MatchReason>

const MatchParticipant = z.object({
  registrationId: RegistrationId,
  person: Person,
  role: ProgramRole,
  capacity: z.number().int().describe('Of the registration, as it stands now'),
  openMatches: z.number().int().describe('What takes a place of it now, this match included'),
  joinedAt: Time.nullable().describe('Of a group that went on without them before; null: at once'),
  leftAt: Time.nullable().describe('Of a group that went on without them'),
  leftReason: z.enum(matchEndReasons).nullable(),
  leftNote: z.string().describe('What was written then, for administrators'),
})

export const Match = z.object({
  id: MatchId,
  program: z.object({ id: ProgramId, name: z.string(), kind: ProgramKind }),
  status: MatchStatus,
  source: z.enum(matchSources),
  proposalId: ProposalId.nullable(),
  participants: z
    .array(MatchParticipant)
    .describe('The side that takes others on first: mentor, host'),
  score: z.number().int().min(0).max(100).nullable().describe('Null: no question counts'),
  reasons: z.array(MatchReason),
  createdAt: Time,
  expiresAt: Time.nullable().describe('Of a pending one: until when it waits for an answer'),
  startedAt: Time.nullable().describe('The last time; null: was never active'),
  endsAt: Time.nullable().describe('When it will end by itself'),
  endedAt: Time.nullable(),
  endReason: z.enum(matchEndReasons).nullable(),
  endNote: z.string(),
})
export type Match = z.infer<typeof Match>

/** What matches are filtered by; all of it must fit. */
export const MatchFilter = z.object({
  programId: ProgramId.optional(),
  status: MatchStatus.optional(),
  memberId: MemberId.optional(),
  proposalId: ProposalId.optional(),
  q: line(100)
    .optional()
    .describe('Part of a participant’s name; with users:view also of the e-mail'),
})
export type MatchFilter = z.infer<typeof MatchFilter>

export const listMatches = route({
  method: 'GET',
  path: '/matches',
  area: 'Matches',
  summary: 'Matches, newest first; of one proposal the best first',
  access: 'matches:view',
  rate: 'read',
  query: z.object({ ...pageQuery, ...MatchFilter.shape }),
  returns: page(Match),
  problems: ['values-refused'],
})

export const exportMatches = route({
  method: 'POST',
  path: '/match-exports',
  area: 'Matches',
  summary:
    'Write matches to a CSV file in the background, under the same filters as the list, the newest first',
  access: 'matches:view',
  rate: 'write',
  idempotent: true,
  body: MatchFilter,
  status: 201,
  returns: Operation,
  problems: ['too-many'],
})

const one = z.object({ matchId: MatchId })

export const getMatch = route({
  method: 'GET',
  path: '/matches/:matchId',
  area: 'Matches',
  summary: 'One match, with when each participant was active in it',
  access: 'matches:view',
  rate: 'read',
  params: one,
  returns: Match.extend({
    askedBy: z.string().nullable(),
    endedBy: z.string().nullable(),
    message: z.string(),
    intervals: z.array(
      z.object({
        memberId: MemberId,
        name: z.string(),
        startedAt: Time,
        endedAt: Time.nullable(),
      }),
    ),
  }),
  problems: ['not-found'],
})

/** Why people are not matched, whichever way it is asked for by an administrator. */
const matching = [
  'program-archived',
  'values-refused',
  'not-participating',
  'capacity-full',
  'do-not-match',
  'already-matched',
] as const

export const createMatch = route({
  method: 'POST',
  path: '/matches',
  area: 'Matches',
  summary:
    'Match two who take part, or a host with a group; active at once. Refused without room, and where they are not to be matched',
  access: 'matches:create',
  rate: 'write',
  idempotent: true,
  body: z.object({
    programId: ProgramId,
    registrationIds: z.array(RegistrationId).min(2).max(51),
    startedAt: Time.optional().describe(
      'That it began earlier: at most 366 days back. Default: now',
    ),
  }),
  returns: Match,
  status: 201,
  problems: ['not-found', ...matching],
})

export const endMatch = route({
  method: 'PUT',
  path: '/matches/:matchId/end',
  area: 'Matches',
  summary: 'End an active match; the reason is for administrators alone',
  access: 'matches:end',
  rate: 'write',
  params: one,
  body: z.object({
    reason: line(500, 0).default(''),
    doNotMatch: z
      .boolean()
      .default(false)
      .describe('Not to be matched again in this program; of a group: its host with each other'),
  }),
  returns: Match,
  problems: ['not-found', 'not-in-status'],
})

export const addToGroup = route({
  method: 'POST',
  path: '/matches/:matchId/participants',
  area: 'Matches',
  summary:
    'Take a participant into an active group, which goes on; whoever is in it already stays. Refused without room, and where they are not to be matched',
  access: 'matches:create',
  rate: 'write',
  params: one,
  body: z.object({ registrationId: RegistrationId }),
  returns: Match,
  problems: ['not-found', 'not-in-status', ...matching],
})

export const removeFromGroup = route({
  method: 'PUT',
  path: '/matches/:matchId/participants/:registrationId/end',
  area: 'Matches',
  summary:
    'Let a participant go of an active group, which goes on; its host and its last participant go by ending it. The reason is for administrators alone',
  access: 'matches:end',
  rate: 'write',
  params: one.extend({ registrationId: RegistrationId }),
  body: z.object({
    reason: line(500, 0).default(''),
    doNotMatch: z
      .boolean()
      .default(false)
      .describe('The host and they are not to be matched again in this program'),
  }),
  returns: Match,
  problems: ['not-found', 'not-in-status'],
})

export const restartMatch = route({
  method: 'PUT',
  path: '/matches/:matchId/start',
  area: 'Matches',
  summary: 'Start a match again that was active before',
  access: 'matches:create',
  rate: 'write',
  params: one,
  returns: Match,
  problems: ['not-found', 'not-in-status', ...matching],
})

const proposal = z.object({ proposalId: ProposalId })
/** Of more than so many matches a review goes on in the background. */
export const reviewAtOnceMax = 200

const which = z
  .union([z.literal('all'), z.array(MatchId).min(1).max(5000)])
  .describe('All that still wait, or these')

export const approveProposal = route({
  method: 'PUT',
  path: '/proposals/:proposalId/approval',
  area: 'Matches',
  summary:
    'Start staged matches of a proposal, all that are named or none; more than 200 in the background, by and by, each as if alone',
  access: 'matches:create',
  rate: 'write',
  params: proposal,
  body: z.object({ matches: which }),
  returns: z.object({
    approved: z.number().int().describe('By now'),
    operation: Operation.nullable().describe('What goes on in the background'),
  }),
  problems: [
    'not-found',
    'not-in-status',
    'program-archived',
    'not-participating',
    'review-running',
    'too-many',
  ],
})

export const discardProposal = route({
  method: 'PUT',
  path: '/proposals/:proposalId/discard',
  area: 'Matches',
  summary:
    'Throw staged matches of a proposal away, all that are named or none; more than 200 in the background, by and by',
  access: 'matches:create',
  rate: 'write',
  params: proposal,
  body: z.object({ matches: which }),
  returns: z.object({
    discarded: z.number().int().describe('By now'),
    operation: Operation.nullable().describe('What goes on in the background'),
  }),
  problems: ['not-found', 'not-in-status', 'review-running', 'too-many'],
})

// One's own.

const MyRegistration = z.object({
  role: ProgramRole,
  capacity: z.number().int(),
  openMatches: z
    .number()
    .int()
    .describe('Pending and active ones; what is staged may take a place besides'),
  answers: FieldValues,
  status: z.enum(['registered', 'frozen', 'left']),
  registeredAt: Time,
})

export const MyProgram = z.object({
  id: ProgramId,
  name: z.string(),
  description: z.string(),
  kind: ProgramKind,
  startsOn: z.iso.date().nullable(),
  endsOn: z.iso.date().nullable(),
  registrationOpen: z.boolean().describe('Now: open, not archived, and within its days'),
  requestsOpen: z.boolean(),
  archived: z.boolean(),
  questions: z
    .array(AskedQuestion.extend({ roles: z.array(ProgramRole) }))
    .describe('Empty `roles`: everybody is asked'),
  registration: MyRegistration.nullable(),
})
export type MyProgram = z.infer<typeof MyProgram>

export const listMyPrograms = route({
  method: 'GET',
  path: '/me/programs',
  area: 'My programs',
  summary: 'Programs that are open to you or that you take part in',
  access: 'programs:join',
  rate: 'read',
  returns: z.object({ items: z.array(MyProgram) }),
  problems: [],
})

const mine = z.object({ programId: ProgramId })

export const joinProgram = route({
  method: 'PUT',
  path: '/me/programs/:programId',
  area: 'My programs',
  summary: 'Register in a program, come back, or change your own registration',
  access: 'programs:join',
  rate: 'write',
  params: mine,
  body: z.object({
    role: ProgramRole,
    capacity: z.number().int().min(1).max(50).default(1),
    answers: FieldValues.default({}),
  }),
  returns: MyProgram,
  problems: ['frozen-by-administrator', 'not-found', 'registration-closed', 'values-refused'],
})

export const leaveProgram = route({
  method: 'DELETE',
  path: '/me/programs/:programId',
  area: 'My programs',
  summary: 'Leave a program: your matches in it end',
  access: 'programs:join',
  rate: 'write',
  params: mine,
  returns: null,
  problems: ['not-found'],
})

export const freezeMyself = route({
  method: 'PUT',
  path: '/me/frozen-programs',
  area: 'My programs',
  summary: 'Freeze your participation in one program or in all: your matches end (MT3)',
  access: 'programs:join',
  rate: 'write',
  body: z.object({ programId: ProgramId.nullable().describe('Null: in all') }),
  returns: z.object({ frozen: z.number().int().describe('Programs'), ended: z.number().int() }),
  problems: ['not-found'],
})

export const unfreezeMyself = route({
  method: 'DELETE',
  path: '/me/frozen-programs',
  area: 'My programs',
  summary: 'Take part again in one program or in all; ended matches stay ended (MT3)',
  access: 'programs:join',
  rate: 'write',
  query: z.object({ programId: ProgramId.optional().describe('Without: in all') }),
  returns: z.object({ unfrozen: z.number().int() }),
  problems: ['not-found', 'frozen-by-administrator'],
})

const Partner = z.object({
  registrationId: RegistrationId,
  person: Person,
  role: ProgramRole,
  email: z.string().nullable().describe('While the match is active, else null'),
  answers: z
    .array(z.object({ title: z.string(), value: FieldValue, labels: z.array(z.string()) }))
    .describe(
      'To visible questions alone, and none once the match has ended; `labels` of chosen options',
    ),
})

export const MyMatch = z.object({
  id: MatchId,
  program: z.object({ id: ProgramId, name: z.string(), kind: ProgramKind }),
  status: z.enum(['pending', 'active', 'ended']),
  role: ProgramRole.describe('Yours'),
  partners: z.array(Partner),
  reasons: z
    .array(z.object({ title: z.string(), agreed: z.array(z.string()) }))
    .describe('What unites you, of visible questions alone; nothing once it has ended'),
  askedByMe: z.boolean().nullable().describe('Null: nobody asked'),
  message: z.string(),
  createdAt: Time,
  expiresAt: Time.nullable(),
  startedAt: Time.nullable(),
  endsAt: Time.nullable(),
  endedAt: Time.nullable(),
  endReason: z.enum(matchEndReasons).nullable(),
  declineReason: z.string().describe('What whoever declined wrote, if anything'),
})
export type MyMatch = z.infer<typeof MyMatch>

export const listMyMatches = route({
  method: 'GET',
  path: '/me/matches',
  area: 'My programs',
  summary: 'Your matches and requests: waiting first, then active, then the last 50 that ended',
  access: 'programs:join',
  rate: 'read',
  query: z.object({ programId: ProgramId.optional() }),
  returns: z.object({ items: z.array(MyMatch) }),
  problems: [],
})

export const listSuggestions = route({
  method: 'GET',
  path: '/me/programs/:programId/suggestions',
  area: 'My programs',
  summary: 'Whom you could ask: those with room, best first by answers to visible questions',
  access: 'programs:join',
  rate: 'read',
  params: mine,
  query: z.object({ q: line(100).optional().describe('Part of the name') }),
  returns: z.object({
    items: z
      .array(
        Partner.omit({ email: true }).extend({
          score: z.number().int().nullable(),
          reasons: z.array(z.object({ title: z.string(), agreed: z.array(z.string()) })),
        }),
      )
      .describe('At most 50: search for more'),
  }),
  problems: ['not-found', 'requests-closed', 'not-participating'],
})

export const askForMatch = route({
  method: 'POST',
  path: '/me/programs/:programId/requests',
  area: 'My programs',
  summary:
    'Ask somebody to be matched with you; they have three days to answer (MT2). The same one at most three times a day, 50 in all',
  access: 'programs:join',
  rate: 'write',
  idempotent: true,
  params: mine,
  body: z.object({ registrationId: RegistrationId, message: line(500, 0).default('') }),
  returns: MyMatch,
  status: 201,
  problems: [
    'not-found',
    'requests-closed',
    'not-participating',
    'capacity-full',
    'already-matched',
    'too-many',
  ],
})

export const answerRequest = route({
  method: 'PUT',
  path: '/me/matches/:matchId/answer',
  area: 'My programs',
  summary: 'Accept or decline what somebody asked of you',
  access: 'programs:join',
  rate: 'write',
  params: one,
  body: z.object({
    answer: z.enum(['accepted', 'declined']),
    reason: line(500, 0).default('').describe('Of declining; whoever asked reads it'),
  }),
  returns: MyMatch,
  problems: [
    'not-found',
    'not-in-status',
    'request-expired',
    'program-archived',
    'not-participating',
  ],
})

export const withdrawRequest = route({
  method: 'PUT',
  path: '/me/matches/:matchId/withdrawal',
  area: 'My programs',
  summary: 'Take back what you asked',
  access: 'programs:join',
  rate: 'write',
  params: one,
  returns: MyMatch,
  problems: ['not-found', 'not-in-status'],
})

export const endMyMatch = route({
  method: 'PUT',
  path: '/me/matches/:matchId/end',
  area: 'My programs',
  summary: 'End a match of yours; a group goes on without you, unless you are its host',
  access: 'programs:join',
  rate: 'write',
  params: one,
  body: z.object({ reason: line(500, 0).default('').describe('For administrators alone') }),
  returns: MyMatch,
  problems: ['not-found', 'not-in-status'],
})

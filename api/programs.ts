import { z } from 'zod'
import {
  FieldId,
  line,
  lines,
  MemberId,
  OperationId,
  ProgramId,
  ProposalId,
  page,
  pageQuery,
  RegistrationId,
  Time,
} from './common.ts'
import { FieldValues } from './fields.ts'
import { Operation } from './operations.ts'
import { route } from './route.ts'

/** What a program brings together (MT1): a mentor and a mentee, two peers, a host and a group. */
export const programKinds = ['mentoring', 'peer', 'group'] as const
export const ProgramKind = z.enum(programKinds)
export type ProgramKind = z.infer<typeof ProgramKind>

export const programRoles = ['mentor', 'mentee', 'peer', 'host', 'participant'] as const
export const ProgramRole = z.enum(programRoles)
export type ProgramRole = z.infer<typeof ProgramRole>

/** As whom one takes part, by kind of program; the first is the side that takes others on. */
export const rolesOfKind = {
  mentoring: ['mentor', 'mentee'],
  peer: ['peer'],
  group: ['host', 'participant'],
} as const satisfies Record<ProgramKind, readonly ProgramRole[]>

export const questionKinds = ['text', 'single_choice', 'multiple_choice', 'number'] as const

/**
 * How two answers count: the same option; options in common; numbers that lie close; and `complementary`, where one side
 * offers what the other seeks: of what is sought, how much is offered.
 */
export const matchingRules = ['none', 'same', 'overlap', 'close', 'complementary'] as const
export const MatchingRule = z.enum(matchingRules)
export type MatchingRule = z.infer<typeof MatchingRule>

/** Which rules a kind of question takes. */
export const rulesOfKind = {
  text: ['none'],
  single_choice: ['none', 'same', 'complementary'],
  multiple_choice: ['none', 'overlap', 'complementary'],
  number: ['none', 'close'],
} as const satisfies Record<(typeof questionKinds)[number], readonly MatchingRule[]>

export const questionsMax = 30

const asked = {
  id: FieldId.describe('Made by whoever adds the question; answers are kept by it'),
  title: line(200),
  help: line(300, 0).default(''),
  kind: z.enum(questionKinds),
  options: z
    .array(z.object({ id: z.string().regex(/^[a-z0-9_-]{1,40}$/), label: line(100) }))
    .max(100)
    .default([])
    .describe('Of the choices'),
  required: z.boolean().default(false),
  visible: z
    .boolean()
    .default(false)
    .describe('Others who take part see the answer; else only administrators do'),
  minimum: z.number().min(-1e9).max(1e9).nullable().default(null).describe('Of a number'),
  maximum: z.number().min(-1e9).max(1e9).nullable().default(null).describe('Of a number'),
}

/** As those who take part are asked. */
export const AskedQuestion = z.object(asked)
export type AskedQuestion = z.infer<typeof AskedQuestion>

export const ProgramQuestion = z.object({
  ...asked,
  roles: z
    .array(ProgramRole)
    .max(2)
    .default([])
    .describe('Who is asked; empty: everybody. What counts in matching is asked of everybody'),
  matching: MatchingRule.default('none').describe('`close` wants `minimum` and `maximum`'),
  weight: z.number().int().min(0).max(5).default(1).describe('How much it counts; 0: not at all'),
})
export type ProgramQuestion = z.infer<typeof ProgramQuestion>

const Day = z.iso.date().describe('In the organization’s time zone, from 1970 to 2999')

/** When matches end by themselves (MT2), besides the program’s own last day. */
export const MatchEnds = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('never') }),
  z.object({ kind: z.literal('on'), date: Day.describe('The last day') }),
  z.object({ kind: z.literal('after'), days: z.number().int().min(1).max(3650) }),
])
export type MatchEnds = z.infer<typeof MatchEnds>

const settings = {
  name: line(100),
  description: lines(5000),
  startsOn: Day.nullable().describe('Null: open'),
  endsOn: Day.nullable().describe('The last day; then registration closes and matches end'),
  registrationOpen: z.boolean(),
  requestsOpen: z
    .boolean()
    .describe('Those who take part may ask each other: mentees mentors, peers peers'),
  questions: z.array(ProgramQuestion).max(questionsMax),
  matchEnds: MatchEnds,
  groupSizeMax: z.number().int().min(2).max(50).describe('Of a group, besides its host'),
}

export const Program = z.object({
  id: ProgramId,
  kind: ProgramKind,
  ...settings,
  version: z.number().int(),
  archivedAt: Time.nullable(),
  createdAt: Time,
  counts: z.object({
    participants: z.number().int().describe('Registered or frozen'),
    unmatched: z.number().int().describe('Registered, without an active match'),
    frozen: z.number().int(),
    staged: z.number().int(),
    pending: z.number().int(),
    active: z.number().int().describe('Matches'),
  }),
  may: z.object({ edit: z.boolean(), remove: z.boolean(), match: z.boolean() }),
})
export type Program = z.infer<typeof Program>

const one = z.object({ programId: ProgramId })

export const listPrograms = route({
  method: 'GET',
  path: '/programs',
  area: 'Programs',
  summary: 'All programs, by name; archived ones only when asked for',
  access: 'programs:view',
  rate: 'read',
  query: z.object({
    ...pageQuery,
    archived: z.enum(['true', 'false']).default('false'),
    q: line(100).optional().describe('Part of the name'),
  }),
  returns: page(Program),
  problems: ['values-refused'],
})

export const getProgram = route({
  method: 'GET',
  path: '/programs/:programId',
  area: 'Programs',
  summary: 'One program with its questions and how many take part',
  access: 'programs:view',
  rate: 'read',
  params: one,
  returns: Program,
  problems: ['not-found'],
})

export const createProgram = route({
  method: 'POST',
  path: '/programs',
  area: 'Programs',
  summary: 'Create a program (MT1); registration opens only when it is told to',
  access: 'programs:create',
  rate: 'write',
  idempotent: true,
  body: z.object({
    kind: ProgramKind,
    name: settings.name,
    description: settings.description.default(''),
    startsOn: settings.startsOn.default(null),
    endsOn: settings.endsOn.default(null),
    registrationOpen: settings.registrationOpen.default(false),
    requestsOpen: settings.requestsOpen.default(false),
    questions: settings.questions.default([]),
    matchEnds: settings.matchEnds.default({ kind: 'never' }),
    groupSizeMax: settings.groupSizeMax.default(8),
  }),
  returns: Program,
  status: 201,
  problems: ['name-taken', 'values-refused'],
})

export const updateProgram = route({
  method: 'PATCH',
  path: '/programs/:programId',
  area: 'Programs',
  summary:
    'Change a program; its kind stays. When its last day or `matchEnds` changes, active matches follow',
  access: 'programs:edit',
  rate: 'write',
  params: one,
  body: z
    .object(settings)
    .partial()
    .extend({
      version: z.number().int().optional().describe('Refused where somebody saved meanwhile'),
    }),
  returns: Program,
  problems: ['not-found', 'name-taken', 'values-refused', 'program-changed', 'program-archived'],
})

export const archiveProgram = route({
  method: 'PUT',
  path: '/programs/:programId/archive',
  area: 'Programs',
  summary:
    'Archive a program: registration, requests and proposals close, what is staged or asked goes',
  access: 'programs:edit',
  rate: 'write',
  params: one,
  body: z.object({
    endMatches: z.boolean().describe('End its active matches too; else they go on'),
  }),
  returns: Program,
  problems: ['not-found'],
})

export const restoreProgram = route({
  method: 'DELETE',
  path: '/programs/:programId/archive',
  area: 'Programs',
  summary: 'Take a program out of the archive; registration and requests stay closed',
  access: 'programs:edit',
  rate: 'write',
  params: one,
  returns: Program,
  problems: ['not-found'],
})

export const removeProgram = route({
  method: 'DELETE',
  path: '/programs/:programId',
  area: 'Programs',
  summary: 'Delete a program in which nobody ever took part; archive others',
  access: 'programs:delete',
  rate: 'write',
  params: one,
  returns: null,
  problems: ['not-found', 'program-in-use'],
})

/** Somebody of this organization, as others see them. */
export const Person = z.object({
  memberId: MemberId.nullable().describe('Null: deleted; the name stays'),
  name: z.string(),
  title: z.string(),
  photoUrl: z.string().nullable(),
})
export type Person = z.infer<typeof Person>

/** Where somebody stands: registered and matched with nobody, with room left, or full; frozen; or gone. */
export const participantStates = ['unmatched', 'available', 'full', 'frozen', 'left'] as const

export const Participant = z.object({
  id: RegistrationId,
  person: Person.extend({ email: z.string().nullable().describe('With users:view, else null') }),
  role: ProgramRole,
  capacity: z.number().int(),
  openMatches: z.number().int().describe('Staged, pending and active: what takes a place'),
  activeMatches: z.number().int(),
  status: z.enum(['registered', 'frozen', 'left']),
  firstRegisteredAt: Time,
  registeredAt: Time,
  frozenAt: Time.nullable(),
  leftAt: Time.nullable(),
})
export type Participant = z.infer<typeof Participant>

const Capacity = z.number().int().min(1).max(50).describe('With how many at once')

export const listParticipants = route({
  method: 'GET',
  path: '/programs/:programId/participants',
  area: 'Programs',
  summary: 'Who takes part, by name; who left only when asked for',
  access: 'programs:view',
  rate: 'read',
  params: one,
  query: z.object({
    ...pageQuery,
    q: line(100).optional().describe('Part of the name; with users:view also of the e-mail'),
    role: ProgramRole.optional(),
    state: z
      .enum(participantStates)
      .optional()
      .describe('`available`: has room for another, matched or not'),
  }),
  returns: page(Participant),
  problems: ['not-found', 'values-refused'],
})

const participant = one.extend({ registrationId: RegistrationId })

export const getParticipant = route({
  method: 'GET',
  path: '/programs/:programId/participants/:registrationId',
  area: 'Programs',
  summary:
    'One who takes part, with all answers, and, with matches:view, with whom they are not to be matched',
  access: 'programs:view',
  rate: 'read',
  params: participant,
  returns: Participant.extend({
    answers: FieldValues,
    doNotMatch: z.array(
      z.object({ id: z.uuid(), person: Person, reason: z.string(), createdAt: Time }),
    ),
  }),
  problems: ['not-found'],
})

export const listCandidates = route({
  method: 'GET',
  path: '/programs/:programId/candidates',
  area: 'Programs',
  summary: 'Members who could be added to a program, by name',
  access: 'programs:edit',
  rate: 'read',
  params: one,
  query: z.object({ q: line(100).optional() }),
  returns: z.object({
    items: z
      .array(Person.extend({ email: z.string().nullable().describe('With users:view, else null') }))
      .describe('At most 50: search for more'),
  }),
  problems: ['not-found'],
})

export const addParticipant = route({
  method: 'POST',
  path: '/programs/:programId/participants',
  area: 'Programs',
  summary: 'Register a member, also while registration is closed; required answers may be missing',
  access: 'programs:edit',
  rate: 'write',
  idempotent: true,
  params: one,
  body: z.object({
    memberId: MemberId,
    role: ProgramRole,
    capacity: Capacity.default(1),
    answers: FieldValues.default({}),
  }),
  returns: Participant,
  status: 201,
  problems: ['not-found', 'program-archived', 'already-participating', 'values-refused'],
})

export const updateParticipant = route({
  method: 'PATCH',
  path: '/programs/:programId/participants/:registrationId',
  area: 'Programs',
  summary:
    'Change role, capacity (not below the matches that take a place: `below-matches`) or answers',
  access: 'programs:edit',
  rate: 'write',
  params: participant,
  body: z
    .object({
      role: ProgramRole.describe('Only without matches that take a place: `has-matches`'),
      capacity: Capacity,
      answers: FieldValues,
    })
    .partial(),
  returns: Participant,
  problems: ['not-found', 'values-refused', 'not-in-status'],
})

export const freezeParticipant = route({
  method: 'PUT',
  path: '/programs/:programId/participants/:registrationId/frozen',
  area: 'Programs',
  summary: 'Freeze somebody’s participation: their matches end, staged and asked ones go (MT3)',
  access: 'programs:edit',
  rate: 'write',
  params: participant,
  returns: Participant,
  problems: ['not-found', 'not-in-status'],
})

export const unfreezeParticipant = route({
  method: 'DELETE',
  path: '/programs/:programId/participants/:registrationId/frozen',
  area: 'Programs',
  summary: 'Let somebody take part again; ended matches stay ended (MT3)',
  access: 'programs:edit',
  rate: 'write',
  params: participant,
  returns: Participant,
  problems: ['not-found', 'not-in-status'],
})

export const removeParticipant = route({
  method: 'DELETE',
  path: '/programs/:programId/participants/:registrationId',
  area: 'Programs',
  summary: 'Take somebody out of a program: their matches end, what happened stays readable',
  access: 'programs:edit',
  rate: 'write',
  params: participant,
  returns: null,
  problems: ['not-found'],
})

export const listDoNotMatch = route({
  method: 'GET',
  path: '/programs/:programId/do-not-match',
  area: 'Programs',
  summary: 'Who is not to be matched with whom in a program, newest first',
  access: 'matches:view',
  rate: 'read',
  params: one,
  query: z.object(pageQuery),
  returns: page(
    z.object({
      id: z.uuid(),
      people: z.array(Person).length(2),
      reason: z.string(),
      createdAt: Time,
      createdBy: z.string().nullable(),
    }),
  ),
  problems: ['not-found', 'values-refused'],
})

export const addDoNotMatch = route({
  method: 'POST',
  path: '/programs/:programId/do-not-match',
  area: 'Programs',
  summary:
    'Say that two members are not to be matched here; what is staged or asked between them goes',
  access: 'matches:end',
  rate: 'write',
  params: one,
  body: z.object({
    memberIds: z.array(MemberId).length(2),
    reason: line(500, 0).default(''),
  }),
  returns: null,
  problems: ['not-found', 'values-refused'],
})

export const removeDoNotMatch = route({
  method: 'DELETE',
  path: '/programs/:programId/do-not-match/:doNotMatchId',
  area: 'Programs',
  summary: 'Lift it: they may be matched again',
  access: 'matches:end',
  rate: 'write',
  params: one.extend({ doNotMatchId: z.uuid() }),
  returns: null,
  problems: ['not-found'],
})

/** One run of matching everybody who has room; what it staged is `listMatches` by `proposalId`, best first. */
export const Proposal = z.object({
  id: ProposalId,
  programId: ProgramId,
  operationId: OperationId,
  status: z
    .enum(['running', 'ready', 'failed', 'cancelled'])
    .describe('How far: the operation of whoever began it'),
  createdAt: Time,
  createdBy: z.string(),
  minimumScore: z.number().int(),
  considered: z.number().int().describe('People who had room'),
  unmatched: z.number().int().describe('Of them, for whom nobody was found'),
  staged: z.number().int().describe('How many matches it found'),
  waiting: z.number().int().describe('Of them, neither approved nor discarded'),
  approved: z.number().int(),
  discarded: z.number().int(),
  review: z
    .object({ operationId: OperationId, verb: z.enum(['approve', 'discard']) })
    .nullable()
    .describe('What approves or discards its matches in the background now'),
})
export type Proposal = z.infer<typeof Proposal>

export const startProposal = route({
  method: 'POST',
  path: '/programs/:programId/proposals',
  area: 'Programs',
  summary:
    'Propose matches for everybody who has room: stable by answers and capacity, staged for review (MT2)',
  access: 'matches:create',
  rate: 'write',
  idempotent: true,
  params: one,
  body: z.object({
    minimumScore: z
      .number()
      .int()
      .min(0)
      .max(100)
      .default(0)
      .describe('Pairs below are not proposed'),
  }),
  returns: z.object({ proposal: Proposal, operation: Operation }),
  status: 202,
  problems: ['not-found', 'program-archived', 'proposal-running', 'too-many'],
})

export const listProposals = route({
  method: 'GET',
  path: '/programs/:programId/proposals',
  area: 'Programs',
  summary: 'Proposals of a program, the newest 50',
  access: 'matches:view',
  rate: 'read',
  params: one,
  returns: z.object({ items: z.array(Proposal) }),
  problems: ['not-found'],
})

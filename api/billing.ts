import { z } from 'zod'
import {
  Cursor,
  line,
  MatchId,
  MemberId,
  ProgramId,
  page,
  pageQuery,
  Time,
  TimeZone,
} from './common.ts'
import { route } from './route.ts'

const PeriodNumber = z.coerce.number().int().min(1).max(1_000_000)

/** 1 to 31; where a month is shorter, its last day (BL3). */
export const AnchorDay = z.number().int().min(1).max(31)

/**
 * A billing period: half-open, of the time zone and anchor day that stood when it was opened (BL3). People are counted, by
 * identity: whoever had at least one match active at any moment of it (BL1).
 */
export const BillingPeriod = z.object({
  number: z.number().int().describe('1, 2, 3 … without gaps'),
  startsAt: Time,
  endsAt: Time.describe('Not part of it: the next one begins then'),
  firstDay: z.iso.date().describe('In its time zone'),
  lastDay: z.iso.date(),
  timeZone: z.string(),
  anchorDay: z.number().int(),
  status: z.enum(['open', 'closed']),
  closedAt: Time.nullable(),
  active: z
    .number()
    .int()
    .describe('Active participants of this period, as of now or of its close'),
  corrections: z
    .object({ added: z.number().int(), removed: z.number().int() })
    .describe('Of earlier periods, found after they had closed: they count here'),
  billed: z
    .number()
    .int()
    .describe('active + added − removed; below zero it is owed to the organization'),
})
export type BillingPeriod = z.infer<typeof BillingPeriod>

export const billingChanges = ['active', 'correction-added', 'correction-removed'] as const

/** Why a person stands on the bill: the match, and the moment since when it was active in the period. */
export const BillingEntry = z.object({
  id: z.uuid(),
  name: z.string().describe('As it was when it was written down; it outlives the member'),
  memberId: MemberId.nullable().describe('Null: no longer a member'),
  change: z.enum(billingChanges),
  ofPeriod: z
    .object({ number: z.number().int(), firstDay: z.iso.date(), lastDay: z.iso.date() })
    .describe('The period that it is about; of a correction an earlier one'),
  activeFrom: Time.describe('The first moment of that period in which the match was active'),
  recordedAt: Time,
  match: z.object({
    id: MatchId,
    program: z.object({ id: ProgramId, name: z.string() }),
    others: z.array(z.string()).describe('With whom; at most 10'),
  }),
})
export type BillingEntry = z.infer<typeof BillingEntry>

export const getBilling = route({
  method: 'GET',
  path: '/billing',
  area: 'Billing',
  summary: 'On which day periods begin, and the present one',
  access: 'billing:view',
  rate: 'read',
  returns: z.object({
    anchorDay: AnchorDay.describe('Of the next period'),
    timeZone: TimeZone.describe('Of the next period: the organization’s'),
    nextEndsAt: Time.describe('When the next period would end, by the present settings'),
    current: BillingPeriod,
  }),
  problems: [],
})

export const updateBilling = route({
  method: 'PATCH',
  path: '/billing',
  area: 'Billing',
  summary:
    'Change the anchor day, once in twelve periods; the present period ends as it was opened (BL3)',
  access: 'billing:edit',
  rate: 'write',
  body: z.object({ anchorDay: AnchorDay }),
  returns: z.object({ anchorDay: AnchorDay }),
  problems: ['values-refused'],
})

export const listBillingPeriods = route({
  method: 'GET',
  path: '/billing/periods',
  area: 'Billing',
  summary: 'Billing periods with what they count, the latest first',
  access: 'billing:view',
  rate: 'read',
  query: z.object({ cursor: Cursor.optional(), limit: pageQuery.limit.default(6) }),
  returns: page(BillingPeriod),
  problems: ['values-refused'],
})

const one = z.object({ number: PeriodNumber })

export const listBillingEntries = route({
  method: 'GET',
  path: '/billing/periods/:number/entries',
  area: 'Billing',
  summary: 'Who stands on the bill of a period and why, by name',
  access: 'billing:view',
  rate: 'read',
  params: one,
  query: z.object({
    ...pageQuery,
    q: line(100).optional().describe('Part of the name'),
    corrections: z
      .enum(['only', 'none'])
      .optional()
      .describe('Corrections of earlier periods alone, or without them'),
  }),
  returns: page(BillingEntry),
  problems: ['not-found', 'values-refused'],
})

export const downloadBillingEntries = route({
  method: 'GET',
  path: '/billing/periods/:number/entries.csv',
  area: 'Billing',
  summary: 'The list of a period as CSV',
  access: 'billing:view',
  rate: 'read',
  params: one,
  returns: null,
  download: { types: ['text/csv'] },
  problems: ['not-found'],
})

export const getBillingEntry = route({
  method: 'GET',
  path: '/billing/entries/:entryId',
  area: 'Billing',
  summary: 'Why is this person billed? Every match that was active in the period, with its times',
  access: 'billing:view',
  rate: 'read',
  params: z.object({ entryId: z.uuid() }),
  returns: BillingEntry.extend({
    activity: z.array(
      z.object({
        match: BillingEntry.shape.match,
        startedAt: Time,
        endedAt: Time.nullable(),
        recordedAt: Time,
        voided: z.string().nullable().describe('Why it does not count: a correction'),
      }),
    ),
  }),
  problems: ['not-found'],
})

/** What whoever charges for an organization’s usage acts on; its id is good as their idempotency key. */
export const BillingEvent = z.object({
  id: z.uuid(),
  type: z.literal('billing.period.closed'),
  occurredAt: Time,
  data: BillingPeriod,
})
export type BillingEvent = z.infer<typeof BillingEvent>

export const listBillingEvents = route({
  method: 'GET',
  path: '/billing/events',
  area: 'Billing',
  summary:
    'Periods as they closed, the oldest first: for a payment provider that asks for what is new',
  access: 'billing:view',
  rate: 'read',
  query: z.object({ ...pageQuery }),
  returns: page(BillingEvent),
  problems: ['values-refused'],
})

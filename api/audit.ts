import { z } from 'zod'
import { MemberId, page, pageQuery, Time } from './common.ts'
import { Operation } from './operations.ts'
import { route } from './route.ts'

const Who = z.object({
  id: z.uuid(),
  name: z.string().nullable().describe('Null: not a member any more'),
})

export const AuditEvent = z.object({
  id: z.uuid(),
  at: Time,
  action: z.string().describe('`user.suspended`: noun and past tense, never renamed'),
  actor: Who.nullable().describe('Null: nobody of the organization, such as Foyer itself'),
  subject: Who.nullable(),
  details: z.record(z.string(), z.unknown()),
  names: z
    .record(z.uuid(), z.string())
    .describe('How what `details` names by id is called, as far as that is known'),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  requestId: z.string().nullable(),
  seal: z.number().int().nullable().describe('Number of the link of the chain that seals it'),
})
export type AuditEvent = z.infer<typeof AuditEvent>

const LogTime = Time.refine((time) => /^(19[7-9]|2)/.test(time), {
  error: 'lies between 1970 and 2999',
})

/** Which events. */
export const AuditFilter = z.object({
  memberId: MemberId.optional().describe('Who did it, or to whom it was done'),
  action: z
    .string()
    .max(60)
    .regex(/^[a-z_-]+(\.[a-z_-]+)?$/)
    .optional()
    .describe('An action, or all of a noun: `user`'),
  from: LogTime.optional().describe('At or after'),
  to: LogTime.optional().describe('Before'),
})

export const listAuditEvents = route({
  method: 'GET',
  path: '/audit-events',
  area: 'Audit log',
  summary: 'Who did what, when, from where; the newest first (OP3)',
  access: 'audit:view',
  rate: 'read',
  query: AuditFilter.extend(pageQuery),
  returns: page(AuditEvent),
  problems: ['values-refused'],
})

export const listAuditActions = route({
  method: 'GET',
  path: '/audit-actions',
  area: 'Audit log',
  summary: 'Which actions stand in this audit log',
  access: 'audit:view',
  rate: 'read',
  returns: z.object({ items: z.array(z.string()) }),
  problems: [],
})

export const exportAuditEvents = route({
  method: 'POST',
  path: '/audit-exports',
  area: 'Audit log',
  summary: 'Write events to a file in the background',
  access: 'audit:view',
  rate: 'write',
  idempotent: true,
  status: 201,
  body: AuditFilter.extend({ format: z.enum(['csv', 'jsonl']).default('csv') }),
  returns: Operation,
  problems: ['values-refused', 'too-many'],
})

/** A link of the hash chain: `hash` seals its events and the link before it. */
export const AuditHead = z.object({
  number: z.number().int().min(1),
  hash: z.string().max(100).describe('SHA-256, hexadecimal'),
  sealedAt: Time,
})

export const getAuditChain = route({
  method: 'GET',
  path: '/audit-chain',
  area: 'Audit log',
  summary: 'How far the audit log is sealed; keep the head elsewhere, and nobody can rewrite it',
  access: 'audit:view',
  rate: 'read',
  returns: z.object({ head: AuditHead.nullable(), unsealed: z.number().int() }),
  problems: [],
})

export const checkAuditChain = route({
  method: 'POST',
  path: '/audit-chain/checks',
  area: 'Audit log',
  summary: 'Compute every link of the chain anew',
  access: 'audit:view',
  rate: 'write',
  body: z.object({
    head: AuditHead.pick({ number: true })
      .extend({
        // Of one that was copied in part nobody shall be told that the log was changed.
        hash: z
          .string()
          .regex(/^[0-9a-f]{64}$/i, { error: 'is not a SHA-256 of 64 hexadecimal digits' }),
      })
      .optional(),
  }),
  returns: z.object({
    links: z.number().int(),
    events: z.number().int(),
    broken: z
      .object({
        number: z.number().int(),
        reason: z.enum(['events-differ', 'events-missing', 'link-missing', 'head-differs']),
      })
      .nullable()
      .describe('Null: whole. The first link that does not hold'),
  }),
  problems: [],
})

import { z } from 'zod'
import { MemberId, OperationId, Time } from './common.ts'
import { route } from './route.ts'

export const operationKinds = [
  'user-import',
  'user-change',
  'organization-export',
  'audit-export',
  'match-proposal',
  'task-import',
  'task-export',
  'match-export',
  'match-review',
] as const
export type OperationKind = (typeof operationKinds)[number]

/** Long work that goes on in the background, for the member who began it. */
export const Operation = z.object({
  id: OperationId,
  kind: z.enum(operationKinds),
  status: z.enum(['running', 'done', 'failed', 'cancelled']),
  done: z.number().int().describe('How much of `total` is behind it, in rows, members or matches'),
  total: z.number().int().nullable().describe('Null: not counted yet'),
  counts: z
    .record(z.string(), z.number().int())
    .describe('What came of it so far, such as {added, updated, refused}'),
  failure: z
    .string()
    .nullable()
    .describe('Of one that failed: a stable name, such as `not-permitted`; what was done stays'),
  refusals: z
    .array(
      z.object({
        memberId: MemberId.nullable(),
        name: z.string(),
        reason: z.string().describe('Slug of the problem'),
      }),
    )
    .describe('Whom or what it passed over, the first 100'),
  file: z
    .object({ name: z.string(), bytes: z.number().int(), expiresAt: Time })
    .nullable()
    .describe('What there is to download'),
  undoable: z.boolean(),
  createdAt: Time,
  endedAt: Time.nullable(),
})
export type Operation = z.infer<typeof Operation>

const one = z.object({ operationId: OperationId })

export const listOperations = route({
  method: 'GET',
  path: '/operations',
  area: 'Operations',
  summary: 'Long work that you began here, the newest 20',
  access: 'member',
  rate: 'read',
  returns: z.object({ items: z.array(Operation) }),
  problems: [],
})

export const getOperation = route({
  method: 'GET',
  path: '/operations/:operationId',
  area: 'Operations',
  summary: 'How far some long work of yours is; live with `Accept: text/event-stream`',
  access: 'member',
  rate: 'read',
  live: true,
  params: one,
  returns: Operation,
  problems: ['not-found'],
})

export const cancelOperation = route({
  method: 'DELETE',
  path: '/operations/:operationId',
  area: 'Operations',
  summary: 'Stop long work of yours; what it has done so far stays',
  access: 'member',
  rate: 'write',
  params: one,
  returns: null,
  problems: ['not-found', 'not-in-status'],
})

export const createDownloadLink = route({
  method: 'POST',
  path: '/operations/:operationId/download-links',
  area: 'Operations',
  summary:
    'A signed address of what an operation made, good for five minutes and with your session alone',
  access: 'member',
  rate: 'write',
  params: one,
  returns: z.object({ url: z.string().describe('Path of our own origin'), expiresAt: Time }),
  problems: ['not-found'],
})

export const downloadResult = route({
  method: 'GET',
  path: '/operations/:operationId/result',
  area: 'Operations',
  summary: 'Download what an operation made, by its signed address',
  access: 'member',
  rate: 'read',
  params: one,
  query: z.object({ expires: z.string().max(20), signature: z.string().max(100) }),
  returns: null,
  download: { types: ['application/zip', 'text/csv', 'application/x-ndjson'] },
  problems: ['not-found', 'link-expired'],
})

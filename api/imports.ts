import { z } from 'zod'
import { HubId, line, RoleId } from './common.ts'
import { Operation } from './operations.ts'
import { route } from './route.ts'
import {
  importMistake,
  oneImport,
  tableImport,
  tableImportChange,
  tableTypes,
  WaitingImports,
} from './table-imports.ts'

/** What a column can be: a property of the member, `field:<id>` of the organization’s own, or nothing. */
export const importTargets = [
  'email',
  'employeeId',
  'firstName',
  'lastName',
  'title',
  'phone',
  'role',
  'hubs',
] as const
export const ImportTarget = z.union([
  z.enum(importTargets),
  z.string().regex(/^field:[0-9a-f-]{36}$/),
])
export type ImportTarget = z.infer<typeof ImportTarget>

/** Why a row is passed over, each by its stable name: of a cell, of the row, of who imports it. */
export const importReasons = [
  'not-an-email',
  'not-an-employee-id',
  'not-a-phone-number',
  'too-long',
  'not-one-line',
  'no-such-role',
  'no-such-hub',
  'answer-wrong-type',
  'answer-wrong-format',
  'answer-not-one-of',
  'answer-too-long',
  'answer-invalid',
  'no-email',
  'unknown-employee-id',
  'email-twice',
  'employee-id-twice',
  'email-differs',
  'two-people',
  'already-a-member',
  'own-role',
  'owner-protected',
  'more-than-you-hold',
  'not-permitted',
] as const
export type ImportReason = (typeof importReasons)[number]

/** A file of people that is being prepared; nothing of it is in the user table until it is imported (US4). */
export const UserImport = tableImport(ImportTarget)
export type UserImport = z.infer<typeof UserImport>

export const createUserImport = route({
  method: 'POST',
  path: '/user-imports',
  area: 'Users',
  summary:
    'Upload a file of people: CSV with any usual delimiter and encoding, or a workbook (.xlsx) of which the first sheet counts; at most 20 MiB and 100,000 rows',
  access: 'users:add',
  rate: 'write',
  query: z.object({ name: line(200).default('users.csv') }),
  upload: { types: tableTypes, bytesMax: 20 * 1024 * 1024 },
  status: 201,
  idempotent: true,
  returns: UserImport,
  problems: ['media-type-not-taken', 'file-not-readable', 'too-many'],
})

export const listUserImports = route({
  method: 'GET',
  path: '/user-imports',
  area: 'Users',
  summary: 'Files of people that you uploaded and have not imported yet, the newest first',
  access: 'users:add',
  rate: 'read',
  returns: WaitingImports,
  problems: [],
})

export const getUserImport = route({
  method: 'GET',
  path: '/user-imports/:importId',
  area: 'Users',
  summary: 'A file of people that you uploaded',
  access: 'users:add',
  rate: 'read',
  params: oneImport,
  returns: UserImport,
  problems: ['not-found'],
})

export const updateUserImport = route({
  method: 'PATCH',
  path: '/user-imports/:importId',
  area: 'Users',
  summary: 'Choose encoding, delimiter, header row, and what each column is',
  access: 'users:add',
  rate: 'write',
  params: oneImport,
  body: tableImportChange(ImportTarget),
  returns: UserImport,
  problems: ['not-found', 'values-refused', 'file-not-readable', 'not-in-status'],
})

/** For people whom the file does not say it of, and what to do. */
const choices = {
  roleId: RoleId.describe('For new people whose row names none'),
  hubIds: z.array(HubId).max(500).default([]),
  update: z.boolean().default(true).describe('Whether people who are there already are updated'),
}

export const previewUserImport = route({
  method: 'POST',
  path: '/user-imports/:importId/preview',
  area: 'Users',
  summary: 'What importing would do, row by row; writes nothing',
  access: 'users:add',
  rate: 'write',
  params: oneImport,
  body: z.object(choices),
  returns: z.object({
    add: z.number().int(),
    update: z.number().int(),
    unchanged: z.number().int(),
    refuse: z.number().int(),
    errors: z.array(importMistake(z.enum(importReasons))).describe('The first 500'),
    rows: z
      .array(
        z.object({
          line: z.number().int(),
          outcome: z.enum(['add', 'update', 'unchanged', 'refuse']),
          email: z.string(),
          name: z.string(),
        }),
      )
      .describe('The first 100'),
  }),
  problems: [
    'not-found',
    'import-unfinished',
    'values-refused',
    'more-than-you-hold',
    'owner-protected',
    'not-in-status',
  ],
})

export const startUserImport = route({
  method: 'POST',
  path: '/user-imports/:importId/runs',
  area: 'Users',
  summary: 'Import in the background; the mapping is remembered, refused rows can be downloaded',
  access: 'users:add',
  rate: 'write',
  params: oneImport,
  body: z.object(choices),
  status: 201,
  idempotent: true,
  returns: Operation,
  problems: [
    'not-found',
    'import-unfinished',
    'values-refused',
    'more-than-you-hold',
    'owner-protected',
    'not-in-status',
  ],
})

export const removeUserImport = route({
  method: 'DELETE',
  path: '/user-imports/:importId',
  area: 'Users',
  summary: 'Throw an uploaded file away',
  access: 'users:add',
  rate: 'write',
  params: oneImport,
  returns: null,
  problems: ['not-found'],
})

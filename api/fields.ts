import { z } from 'zod'
import { FieldId, line, lines, MemberId } from './common.ts'
import { route } from './route.ts'

export const fieldKinds = [
  'text',
  'long_text',
  'number',
  'date',
  'single_choice',
  'multiple_choice',
] as const
export type FieldKind = (typeof fieldKinds)[number]

/**
 * Who sees what a member answered, besides the member: all members who see that member anywhere, administrators
 * (`users:view`), or nobody.
 */
export const fieldVisibilities = ['members', 'administrators', 'nobody'] as const

const Option = z.object({
  id: z.string().regex(/^[a-z0-9_-]{1,40}$/),
  label: line(100),
})

/** A question that an organization asks every member (PR2). */
export const Field = z.object({
  id: FieldId,
  name: z.string(),
  help: z.string(),
  kind: z.enum(fieldKinds),
  options: z.array(Option).describe('Of the choices; empty otherwise'),
  required: z.boolean(),
  visibility: z.enum(fieldVisibilities),
})
export type Field = z.infer<typeof Field>

/** Text, number, date as `2026-11-22`, or ids of options; null or an empty list: no answer. */
export const FieldValue = z.union([
  z.null(),
  z.number(),
  lines(5000),
  z.array(z.string().max(40)).max(200),
])
export type FieldValue = z.infer<typeof FieldValue>
/** By id of the field; what is left out stays. */
export const FieldValues = z.record(FieldId, FieldValue)
export type FieldValues = z.infer<typeof FieldValues>

/** Questions with a member’s answers. */
export const Answered = z.object({
  items: z.array(z.object({ field: Field, value: FieldValue })),
  missing: z.number().int().describe('How many required ones have no answer'),
})
export type Answered = z.infer<typeof Answered>

const input = {
  name: line(100),
  help: line(300, 0),
  options: z.array(Option).max(200),
  required: z.boolean(),
  visibility: z.enum(fieldVisibilities),
}

export const listFields = route({
  method: 'GET',
  path: '/fields',
  area: 'Fields',
  summary: 'The organization’s own fields, in their order (PR2)',
  access: 'registering',
  rate: 'read',
  returns: z.object({ items: z.array(Field) }),
  problems: [],
})

export const createField = route({
  method: 'POST',
  path: '/fields',
  area: 'Fields',
  summary: 'Add a field, at the end; a required one is asked of every member at the next visit',
  access: 'fields:edit',
  rate: 'write',
  idempotent: true,
  body: z.object({
    kind: z.enum(fieldKinds),
    ...input,
    help: input.help.default(''),
    options: input.options.default([]),
    required: input.required.default(false),
    visibility: input.visibility.default('administrators'),
  }),
  returns: Field,
  status: 201,
  problems: ['name-taken', 'values-refused', 'too-many'],
})

const one = z.object({ fieldId: FieldId })

export const updateField = route({
  method: 'PATCH',
  path: '/fields/:fieldId',
  area: 'Fields',
  summary: 'Change a field; its kind stays. Answers with options that are gone count as none',
  access: 'fields:edit',
  rate: 'write',
  params: one,
  body: z.object(input).partial(),
  returns: Field,
  problems: ['not-found', 'name-taken', 'values-refused'],
})

export const getField = route({
  method: 'GET',
  path: '/fields/:fieldId',
  area: 'Fields',
  summary: 'A field, and how many have answered it: what would be lost with it',
  access: 'fields:edit',
  rate: 'read',
  params: one,
  returns: Field.extend({
    answers: z.number().int(),
    chosen: z.record(z.string(), z.number().int()).describe('Of the choices: how many, by option'),
  }),
  problems: ['not-found'],
})

export const orderFields = route({
  method: 'PUT',
  path: '/field-order',
  area: 'Fields',
  summary: 'Put the fields into another order: all of them, each once',
  access: 'fields:edit',
  rate: 'write',
  body: z.object({ fieldIds: z.array(FieldId).max(100) }),
  returns: z.object({ items: z.array(Field) }),
  problems: ['values-refused'],
})

export const removeField = route({
  method: 'DELETE',
  path: '/fields/:fieldId',
  area: 'Fields',
  summary: 'Delete a field with everybody’s answers',
  access: 'fields:edit',
  rate: 'write',
  params: one,
  returns: null,
  problems: ['not-found'],
})

export const getMyFields = route({
  method: 'GET',
  path: '/me/fields',
  area: 'Me',
  summary: 'What this organization asks you, with your answers',
  access: 'registering',
  rate: 'read',
  returns: Answered,
  problems: [],
})

export const updateMyFields = route({
  method: 'PATCH',
  path: '/me/fields',
  area: 'Me',
  summary: 'Answer fields; what is left out stays, and a required one cannot be emptied',
  access: 'registering',
  rate: 'write',
  body: z.object({ values: FieldValues }),
  returns: Answered,
  problems: ['values-refused'],
})

export const getUserFields = route({
  method: 'GET',
  path: '/users/:memberId/fields',
  area: 'Users',
  summary:
    'A member’s answers: those that members may see, of whomever one sees; with users:view those for administrators too',
  access: 'member',
  rate: 'read',
  params: z.object({ memberId: MemberId }),
  returns: Answered,
  problems: ['not-found'],
})

export const updateUserFields = route({
  method: 'PATCH',
  path: '/users/:memberId/fields',
  area: 'Users',
  summary: 'Answer fields for a member; not those that nobody may see',
  access: 'users:edit',
  rate: 'write',
  params: z.object({ memberId: MemberId }),
  body: z.object({ values: FieldValues }),
  returns: Answered,
  problems: ['not-found', 'values-refused', 'owner-protected', 'more-than-you-hold'],
})

import type { z } from 'zod'
import type { Permission } from './permissions.ts'
import { type ProblemType, undeclared } from './problem.ts'

/**
 * Who may call a route, from the widest to the narrowest. The server checks it before any handler runs,
 * OpenAPI prints it, and the web application reads it to disable a button with the reason.
 *
 * - `public`: anybody
 * - `proving`: somebody who has begun to sign in, also one who has proved nothing yet, or any session
 * - `pending`: somebody between password and door (a pending sign-in), or any session
 * - `step-up`: a session, also one whose door has closed again and that must prove more
 * - `registering`: a session behind an open door, also one whose registration is unfinished
 * - `member`: a registered member's session behind an open door
 * - a permission: such a member whose role grants it
 */
export type Access =
  | 'public'
  | 'proving'
  | 'pending'
  | 'step-up'
  | 'registering'
  | 'member'
  | Permission

/** How often a route may be called: `credential` counts strictly per address, in the database. */
export type Rate = 'credential' | 'read' | 'write'

/** One operation of the API, declared once: validation, types, client, OpenAPI, access check and tests come from it. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`; parameters as `:name`. */
  path: `/${string}`
  area: string
  summary: string
  access: Access
  rate: Rate
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodObject
  /** Instead of a JSON body: bytes of one of these media types, counted while they arrive; `upload` of the call. */
  upload?: { types: readonly string[]; bytesMax: number }
  /** Repeating the request with the same `Idempotency-Key` answers what the first one answered. */
  idempotent?: true
  /** What a success answers; null is 204 without a body. */
  returns: z.ZodType | null
  /** Answers a file instead, as bytes of one of these media types; `returns` is null. */
  download?: { types: readonly string[] }
  /**
   * Of a GET: with `Accept: text/event-stream` the answer is sent again whenever it has changed. Every look is a request of
   * its own through the whole pipeline, so that the stream ends with the right to see it (SW9).
   */
  live?: true
  status?: 200 | 201 | 202
  /** The status of an answer that is no problem and yet did nothing, such as a challenge; and which answers those are. */
  otherwise?: { status: 200; when: (answer: unknown) => boolean }
  problems: readonly ProblemType[]
}

export const route = <const R extends Route>(declaration: R): R => declaration

/** What refuses whoever may not call a route, from the widest access to the narrowest (`admit`). */
function refusalsOf(access: Access): ProblemType[] {
  if (access === 'public' || access === 'proving' || access === 'pending') return []
  if (access === 'step-up') return ['organization-not-chosen']
  if (access === 'registering') return ['organization-not-chosen', 'step-up-required']
  if (access === 'member')
    return ['organization-not-chosen', 'step-up-required', 'registration-unfinished']
  return ['organization-not-chosen', 'step-up-required', 'registration-unfinished', 'not-permitted']
}

/** Every refusal that a route may answer: those that it declares, and those that any route like it may give. */
export const problemsOf = (route: Route): ProblemType[] => [
  ...new Set([
    ...route.problems,
    ...(route.idempotent ? (['idempotency-key-reused'] as const) : []),
    ...refusalsOf(route.access),
    ...undeclared,
  ]),
]

type Parts<R> = Pick<R, Extract<keyof R, 'params' | 'query' | 'body'>>

/** What a caller sends. */
export type RequestOf<R> = {
  [K in keyof Parts<R>]: z.input<Extract<Parts<R>[K], z.ZodType>>
} & (R extends {
  upload: object
}
  ? { upload: Blob }
  : unknown)
/** What a handler receives: the same parts, validated, defaulted and branded. */
export type Received<R> = { [K in keyof Parts<R>]: z.output<Extract<Parts<R>[K], z.ZodType>> }
/** What a client gets back; of a download the response itself, whose body may be large. */
export type Returned<R extends Route> = R['returns'] extends z.ZodType
  ? z.output<R['returns']>
  : R extends { download: object }
    ? Response
    : undefined

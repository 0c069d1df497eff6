import type { Sql } from 'sql-template-tag'
import type { Problem } from '#api/problem.ts'
import type { Received, Returned, Route } from '#api/route.ts'
import type { CallerFor } from '#server/access/caller.ts'
import type { Database, Tx } from '#server/platform/database.ts'
import type { Cookies } from './cookies.ts'

/** What the pipeline knows of a request besides who asks. */
export interface RequestFacts {
  /** UUID, also in the log, the audit log and the problem document. */
  id: string
  ip: string | null
  userAgent: string | null
  idempotencyKey: string | null
}

interface AnyCall<R extends Route> {
  now: Date
  caller: CallerFor<R['access']>
  request: RequestFacts
  cookies: Cookies
}

/** What came instead of JSON; `contentType` is one of those that the route takes. */
export interface Upload {
  contentType: string
  bytes: Buffer
}

type Uploaded<R> = R extends { upload: object } ? { upload: Upload } : unknown

/** What a handler is given: validated parts, the transaction, who asks, and when. */
export type Call<R extends Route> = Received<R> & Uploaded<R> & AnyCall<R> & { tx: Tx }

/** The same for a handler that opens its own transactions. */
export type FreeCall<R extends Route> = Received<R> & Uploaded<R> & AnyCall<R> & { db: Database }

/** The same for a handler that answers a file: `goesOn` while it is being sent, to hear whether it still may. */
export type DownloadCall<R extends Route> = Call<R> & { db: Database; goesOn: boolean }

/** A file to answer with. */
export interface Download {
  /** One of those that the route declares. */
  contentType: string
  /** Under which to keep it; null: to be shown where it stands. */
  name: string | null
  /** What comes in pieces is read after the transaction has ended, and may be left at any piece. */
  content: Uint8Array | AsyncIterable<Uint8Array>
  /** How many there are, where `content` does not say. */
  bytes?: number
  /** How long the browser of whoever asked may keep it; else not at all. */
  cacheSeconds?: number
}

interface Options {
  /**
   * Why this route runs as the role that connects, not confined to one organization: it crosses organizations or
   * lives in the identity plane, and filters by hand. Without it, routes for `public` and `pending` do not start.
   */
  unconfined?: string
  /**
   * Of a route that is idempotent and yet slow between transactions: how its handler itself keeps what the first request with
   * an Idempotency-Key did.
   */
  remembers?: string
  /** Violated constraints that are the caller's mistake, by name: also those that only show at commit. */
  violations?: Record<string, () => Problem>
}

export type Endpoint = { route: Route; options: Options } & (
  | { kind: 'transaction' | 'download'; handle: (call: never) => Promise<unknown> }
  | { kind: 'free'; handle: (call: never) => Promise<unknown> }
  | { kind: 'flight'; statements: readonly Sql[]; answer: (call: never) => unknown }
)

/**
 * Binds a declared route to the function that answers it, inside the request's transaction. Throwing a Problem rolls
 * back; returning one refuses but keeps what was written.
 */
export const serve = <const R extends Route>(
  route: R,
  handle: (call: Call<R>) => Promise<Returned<R> | Problem>,
  options: Options = {},
): Endpoint => ({ kind: 'transaction', route, handle, options })

/** For what is slow between two transactions, such as hashing a password: no connection waits meanwhile. */
export const serveFree = <const R extends Route>(
  route: R,
  handle: (call: FreeCall<R>) => Promise<Returned<R> | Problem>,
  options: Options & { unconfined: string },
): Endpoint => ({ kind: 'free', route, handle, options })

/**
 * For hot reads: fixed statements without parameters of the request, sent in one flight together with BEGIN, the
 * search for the session and COMMIT. What they may show is decided by the settings that finding the session makes.
 */
export const serveFlight = <const R extends Route>(
  route: R,
  statements: readonly Sql[],
  answer: (call: AnyCall<R> & { rows: readonly Record<string, unknown>[][] }) => Returned<R>,
  options: Options = {},
): Endpoint => ({ kind: 'flight', route, statements, answer, options })

/**
 * Binds a route that answers a file. The handler finds it inside the request's transaction; what comes in pieces is sent after
 * that, with `db` for transactions of its own, and ends as soon as its caller may not go on (SW9).
 */
export const serveDownload = <const R extends Route & { download: object }>(
  route: R,
  handle: (call: DownloadCall<R>) => Promise<Download | Problem>,
  options: Options = {},
): Endpoint => ({ kind: 'download', route, handle, options })

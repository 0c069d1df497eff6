import sql from 'sql-template-tag'
import { z } from 'zod'
import { OrganizationId } from '#api/common.ts'
import { confine, type Database, type Tx } from './database.ts'
import type { Log } from './log.ts'

/** A kind of job: its name, and what it is given, as JSON. */
export interface Job<Payload extends z.ZodObject = z.ZodObject> {
  name: string
  payload: Payload
}

/** Declares a kind of job once, for those who add it and the one who performs it. Names are never reused. */
export const job = <Payload extends z.ZodObject>(name: string, payload: Payload): Job<Payload> => ({
  name,
  payload,
})

interface AddOptions {
  /** Not before then; else at once after the commit. */
  runAt?: Date
  /** A job that waits under the same key of the same organization is replaced by this one. */
  key?: string
  /** Attempts until it is given up; between them the wait grows to 6 hours. 25 are about four days. */
  maxAttempts?: number
  /** Only outside of confinement, where the transaction is in no organization. */
  organizationId?: OrganizationId
}

/**
 * Adds a job that runs after this transaction has committed, and never if it rolls back. It belongs to the
 * organization that the transaction is in; a confined one can add for no other.
 */
export async function addJob<Payload extends z.ZodObject>(
  tx: Tx,
  { name, payload: schema }: Job<Payload>,
  payload: z.input<Payload>,
  options: AddOptions = {},
): Promise<void> {
  // Fail where the mistake is, not when the job runs.
  schema.parse(payload)
  await tx.query(sql`select add_job(${name}, ${JSON.stringify(payload)}::jsonb, ${options.organizationId ?? null},
    ${options.runAt ?? null}, ${options.maxAttempts ?? null}, ${options.key ?? null})`)
}

/** What a job knows besides its payload. */
export interface JobContext<Organization = OrganizationId | null> {
  /** Of the transaction that added it, stamped by the database. */
  organizationId: Organization
  now: Date
  /** From 1. */
  attempt: number
  /** No other one follows if this fails. */
  lastAttempt: boolean
  /** Aborted when Foyer stops and will not wait much longer. */
  signal: AbortSignal
  log: Log
}

/** A kind of job and who performs it. */
export interface Performer {
  job: Job
  /** Added by the clock (UTC), once for all processes; five fields as in crontab. */
  cron?: string
  perform(db: Database, payload: unknown, context: JobContext): Promise<void>
}

/**
 * Binds a job to the function that performs it, in one transaction, confined to the organization that added it. A throw
 * rolls back, and the job is tried again later; so a job may run twice, and must bear it.
 */
export const perform = <Payload extends z.ZodObject>(
  job: Job<Payload>,
  handle: (
    tx: Tx,
    payload: z.output<Payload>,
    context: JobContext<OrganizationId>,
  ) => Promise<void>,
): Performer => ({
  job,
  async perform(db, payload, context) {
    const { organizationId } = context
    if (!organizationId) throw new Error(`the job ${job.name} was added outside of an organization`)
    const received = job.payload.parse(payload)
    await db.transaction(async (tx) => {
      await confine(tx, organizationId)
      await handle(tx, received, { ...context, organizationId })
    })
  },
})

/**
 * The same for what is slow between transactions, such as speaking to a mail server: it opens its own.
 * `unconfined` says why it is not confined to an organization from the start.
 */
export const performFree = <Payload extends z.ZodObject>(
  job: Job<Payload>,
  handle: (db: Database, payload: z.output<Payload>, context: JobContext) => Promise<void>,
  _options: { unconfined: string },
): Performer => ({
  job,
  perform: (db, payload, context) => handle(db, job.payload.parse(payload), context),
})

/** From here on this transaction is the worker's: it sees mails, whose secrets no request may read. */
export async function becomeWorker(tx: Tx): Promise<void> {
  await tx.query(sql`select set_config('role', 'foyer_worker', true)`)
}

/** What the database stamps on every payload. */
export const Stamp = z.object({ organizationId: OrganizationId.nullable() })

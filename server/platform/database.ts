import { createHash } from 'node:crypto'
import type { Writable } from 'node:stream'
import pg from 'pg'
import sql, { type Sql } from 'sql-template-tag'

/**
 * The only way in which the product reaches the database: always a transaction, never optional, so that
 * no statement can slip outside the one that its caller opened.
 */
export interface Tx {
  /** Rows of a statement, prepared by name on its connection: planned once, not for each request. */
  query<Row extends object>(statement: Sql): Promise<Row[]>
  /** The same, planned afresh: for text search, whose generic plan would ignore the trigram index. */
  search<Row extends object>(statement: Sql): Promise<Row[]>
}

/** Roles that a transaction may take on; each sees another part of the database (docs/security.md). */
export type DatabaseRole = 'foyer_member' | 'foyer_copier'

export interface Database {
  /**
   * Runs `work` between BEGIN and COMMIT on a connection of its own. `head` is sent in the same flight as BEGIN.
   * A throw rolls back.
   */
  transaction<T>(
    work: (tx: Tx, head: readonly Record<string, unknown>[][]) => Promise<T>,
    head?: readonly Sql[],
  ): Promise<T>
  /**
   * Sends fixed, read-only statements at once, from BEGIN to COMMIT, down a connection that many requests share; one that
   * is alone is a transaction of its own without them. Nothing may be awaited in between, or one request's statements would fall into another's transaction.
   */
  flight(statements: readonly Sql[]): Promise<Record<string, unknown>[][]>
  close(): Promise<void>
}

interface Options {
  connectionString: string
  /** Connections for transactions that await in between. */
  poolSize?: number
  /** Connections for flights. */
  flightConnections?: number
  /** How long a statement may take; two seconds later its connection is given up. */
  timeoutMs?: number
  onError?: (error: Error) => void
}

// Counts and sums fit a double here; ids are UUIDs.
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, Number)

// Everything asked has its index. While statistics are young, as on the first day, PostgreSQL would rather read small tables
// whole, and keep that plan while they grow: a switch then costs twice as much after ten minutes.
const serverSettings = (timeoutMs: number) =>
  `-c enable_seqscan=off -c statement_timeout=${timeoutMs} -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000 -c timezone=UTC`

/** Opens the database as the role of the connection string; connects at the first statement. */
export function openDatabase(options: Options): Database {
  const { timeoutMs = 15_000 } = options
  const config = {
    connectionString: options.connectionString,
    pipeline: true,
    types,
    options: serverSettings(timeoutMs),
    application_name: 'foyer',
    connectionTimeoutMillis: 5_000,
    query_timeout: timeoutMs + 2_000,
  }
  const onError = options.onError ?? (() => undefined)
  const pool = new pg.Pool({ ...config, max: options.poolSize ?? 16, idleTimeoutMillis: 60_000 })
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', onError)
  // The same for one that breaks while a transaction holds it, whose statements fail by themselves.
  pool.on('connect', (client) => client.on('error', onError))
  // A statement that is sent alone has no BEGIN to say so.
  const readOnly = { ...config, options: `${config.options} -c default_transaction_read_only=on` }
  const lanes = Array.from({ length: options.flightConnections ?? 2 }, () =>
    openLane(readOnly, onError),
  )
  let turn = 0

  return {
    async transaction(work, head = []) {
      const client = await pool.connect()
      let broken: Error | undefined
      try {
        const [, ...rows] = await inOneWrite(client, () =>
          Promise.all([
            client.query('begin'),
            ...head.map((statement) => client.query<Row>(named(statement))),
          ]),
        )
        const result = await work(
          txOn(client),
          rows.map((r) => r.rows),
        )
        const { command } = await client.query('commit')
        // What PostgreSQL answers, without an error, where a failed statement went unnoticed.
        if (command === 'ROLLBACK') throw new Error('committed after a statement had failed')
        return result
      } catch (error) {
        await client.query('rollback').catch((reason: Error) => {
          broken = reason
        })
        throw error
      } finally {
        // A connection that could not even roll back is in an unknown state: never hand it out again.
        client.release(broken)
      }
    },

    async flight(statements) {
      const lane = lanes[turn++ % lanes.length] as Lane
      const client = await lane()
      const queries = statements.map(named)
      // One alone is a transaction as it stands: two statements less, of three, for the hottest request.
      const alone = queries.length === 1
      const sent = alone ? queries : ['begin read only', ...queries, 'commit']
      const results = await inOneWrite(client, () =>
        Promise.all(sent.map((query) => client.query<Row>(query))),
      ).catch((error: unknown) => {
        // Whatever PostgreSQL itself answers leaves the connection whole; anything else does not.
        if (!(error instanceof pg.DatabaseError)) lane.abandon(client)
        throw error
      })
      return (alone ? results : results.slice(1, -1)).map((r) => r.rows)
    },

    async close() {
      await Promise.all([pool.end(), ...lanes.map((lane) => lane.close())])
    },
  }
}

type Row = Record<string, unknown>

/** Statements that are queued together leave in one write, where the driver would make a system call of each. */
function inOneWrite<T>(client: pg.ClientBase, queue: () => T): T {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
  stream.cork()
  try {
    return queue()
  } finally {
    stream.uncork()
  }
}

function txOn(client: pg.PoolClient): Tx {
  let cause: pg.DatabaseError | null = null
  const run = async <Row extends object>(query: pg.QueryConfig) => {
    try {
      return (await client.query<Row & pg.QueryResultRow>(query)).rows
    } catch (error) {
      // Of statements that were sent together all fail once one has: that one says why.
      if (error instanceof pg.DatabaseError) {
        if (error.code !== '25P02') cause = error
        else if (cause) throw cause
      }
      throw error
    }
  }
  return {
    query: <Row extends object>(statement: Sql) => run<Row>(named(statement)),
    search: <Row extends object>({ text, values }: Sql) => run<Row>({ text, values }),
  }
}

interface Lane {
  (): Promise<pg.Client>
  /** Nobody gets this connection from now on. */
  abandon(client: pg.Client): void
  close(): Promise<void>
}

/** A connection that is opened at first use and again after it broke. */
function openLane(config: pg.ClientConfig, onError: (error: Error) => void): Lane {
  let current: Promise<pg.Client> | null = null
  let held: pg.Client | null = null
  const abandon = (client: pg.Client) => {
    // A late event of one that broke must not drop its successor.
    if (held === client) held = current = null
  }
  const connect = async () => {
    const client = new pg.Client(config)
    client.on('error', (error) => {
      abandon(client)
      onError(error)
    })
    client.on('end', () => abandon(client))
    await client.connect()
    held = client
    return client
  }
  const lane = () => {
    current ??= connect().catch((error: unknown) => {
      current = null
      throw error
    })
    return current
  }
  return Object.assign(lane, {
    abandon,
    close: async () => {
      const client = await current?.catch(() => null)
      await client?.end()
    },
  })
}

const names = new Map<string, string>()

function named(statement: Sql): pg.QueryConfig {
  const text = statement.text
  let name = names.get(text)
  if (!name) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 32)
    names.set(text, name)
  }
  return { name, text, values: statement.values }
}

/** Runs `work` so that its throw undoes it alone: what the transaction did before stays, and it can go on. */
export async function attempt<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await tx.query(sql`savepoint attempt`)
  try {
    const result = await work()
    await tx.query(sql`release savepoint attempt`)
    return result
  } catch (error) {
    await tx.query(sql`rollback to savepoint attempt`)
    throw error
  }
}

/** From here on this transaction sees and writes the rows of one organization only, whatever its statements say (PR3). */
export async function confine(tx: Tx, organizationId: string): Promise<void> {
  await tx.query(sql`select set_config('role', 'foyer_member', true),
    set_config('app.organization_id', ${organizationId}, true)`)
}

/**
 * From here on this transaction reads `source` (null: nothing) and adds rows to `target`: creating an
 * organization, by copying or not, and nothing else (CR4).
 */
export async function confineToCopy(tx: Tx, source: string | null, target: string): Promise<void> {
  await tx.query(sql`select set_config('role', 'foyer_copier', true),
    set_config('app.source_organization_id', ${source ?? ''}, true),
    set_config('app.organization_id', ${target}, true)`)
}

/**
 * Back to the role that connects, for what lies in the identity plane. The caller says why at the call, and filters
 * by hand. The organization stays set, so that `confine` can follow.
 */
export async function leaveConfinement(tx: Tx): Promise<void> {
  await tx.query(sql`select set_config('role', 'none', true)`)
}

/** Runs `work` outside confinement and comes back into it: identities may be read by foyer, never by a member. */
export async function unconfined<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const [before] = await tx.query<{ role: string }>(sql`select current_setting('role') as role`)
  await leaveConfinement(tx)
  const result = await work()
  await tx.query(sql`select set_config('role', ${before?.role ?? 'none'}, true)`)
  return result
}

/** Says whose own rows the picker's policies show: memberships of this identity and what belongs to them. */
export async function actAs(tx: Tx, identityId: string): Promise<void> {
  await tx.query(sql`select set_config('app.identity_id', ${identityId}, true)`)
}

/** Name of the constraint that the database says was violated, else null. */
export const violatedConstraint = (error: unknown): string | null =>
  error instanceof pg.DatabaseError && error.code?.startsWith('23')
    ? (error.constraint ?? null)
    : null

/**
 * Whether the database could not be reached, went away, took too long or gave up one of two that waited for each other, as
 * opposed to refusing a statement: asked again, it may go well.
 */
export const isUnreachable = (error: unknown): boolean => {
  if (error instanceof pg.DatabaseError) return /^(57|53|08|55P03|40P01)/.test(error.code ?? '')
  return (
    error instanceof Error &&
    /ECONN|ENOENT|EPIPE|terminated|timeout|not queryable|closed/i.test(
      `${error.message} ${'code' in error ? error.code : ''}`,
    )
  )
}

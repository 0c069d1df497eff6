import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import pino from 'pino'
import sql from 'sql-template-tag'
import { Email } from '#api/common.ts'
import manifest from '../package.json' with { type: 'json' }
import { createApp, createWebsite, performersOf } from './app.ts'
import { type Config, describeSettings, readConfig } from './config.ts'
import { resetAuthenticatorByCommand } from './credentials/reset-authenticator-by-command.ts'
import { unlockByCommand } from './credentials/unlock-by-command.ts'
import { createDemo, type DemoAccount } from './demo/create-demo.ts'
import { keepDemoAccounts, readDemoAccounts } from './demo/demo-accounts.ts'
import { checkSeals } from './door/check-seals.ts'
import { rotateSeals } from './door/rotate-seals.ts'
import { listen, peerAddress } from './http/listen.ts'
import { mailReadiness } from './mail/mail-readiness.ts'
import { startMail } from './mail/start-mail.ts'
import { openBreachedPasswords } from './outside/breached-passwords.ts'
import { createGuardedFetch } from './outside/guarded-fetch.ts'
import { createResolveTxt } from './outside/resolve-txt.ts'
import { checkApplication, checkOwner } from './platform/check-database.ts'
import { type Database, openDatabase } from './platform/database.ts'
import { joinEmbeddedPostgres, startEmbeddedPostgres } from './platform/embedded-postgres.ts'
import { FolderInUse } from './platform/lock-folder.ts'
import { createLog, type Log } from './platform/log.ts'
import { createMetrics } from './platform/metrics.ts'
import { migrate, readMigrations } from './platform/migrate.ts'
import { createKeyRing } from './platform/seal.ts'
import { readSecretKey } from './platform/secret-key.ts'
import { StartError } from './platform/start-error.ts'
import { startJobs } from './platform/start-jobs.ts'
import { checkConnectionSeals } from './sso/check-connection-seals.ts'
import { rotateConnectionSeals } from './sso/rotate-connection-seals.ts'

const usage = `Foyer ${manifest.version}: one e-mail, many isolated organizations

Usage: foyer <command>

  start        runs Foyer until it is told to stop (SIGTERM, Ctrl-C)
  migrate      brings the database to this version and ends
  rotate-keys  seals the secrets in the database anew with the present FOYER_SECRET_KEY
  demo         adds five people in eight organizations, and prints how they sign in (--json for scripts)

For a person who has no home organization any more, or none that can help:

  reset-authenticator <e-mail>  mails a link by which they remove a lost authenticator
  unlock <e-mail>               ends their wait after failed attempts, not the limit of a day

  --help, --version

Settings, all from the environment (defaults in parentheses):
${describeSettings()}
`

/** How long running requests may take to finish after SIGTERM. */
const graceSeconds = 10

const migrationsFolder = new URL('./migrations/', import.meta.url)

/** What a command needs of the database, and how to let go of it. */
type Connection = {
  appUrl: string
  /** Null: somebody else migrates. */
  ownerUrl: string | null
  dataFolder: string
  close(): Promise<void>
  abort(): void
}

const leaveRunning = { close: async () => undefined, abort: () => undefined }

/** What follows a command: `email` only where that names a person. */
type Asked = { json: boolean; email: string }

const commands: Record<string, (config: Config, log: Log, asked: Asked) => Promise<void>> = {
  start,
  migrate: migrateAndEnd,
  'rotate-keys': rotateKeys,
  demo: makeDemo,
  'reset-authenticator': resetAuthenticator,
  unlock,
}
const forPerson: readonly unknown[] = [resetAuthenticator, unlock]

/** Exit codes: 0 done, 1 could not (said on standard error), 2 not understood. */
async function run(args: string[]): Promise<number> {
  let command: (typeof commands)[string] | undefined
  const asked: Asked = { json: false, email: '' }
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
        json: { type: 'boolean' },
      },
    })
    if (values.version) return say(manifest.version)
    const [name, ...rest] = positionals
    if (values.help || name === undefined) return say(usage)
    command = commands[name]
    asked.json = values.json ?? false
    if (asked.json && command !== makeDemo) throw new Error('--json belongs to demo')
    if (command && forPerson.includes(command)) asked.email = readEmail(name, rest)
    else if (!command || rest.length > 0)
      throw new Error(`there is no command "${positionals.join(' ')}"`)
  } catch (error) {
    process.stderr.write(`foyer: ${messageOf(error)}. See foyer --help\n`)
    return 2
  }
  try {
    const config = readConfig(process.env)
    // Standard output is for people and for what commands print; the log has standard error.
    const log = createLog(config.logLevel, pino.destination({ fd: 2, sync: false }))
    for (const name of config.unknownVariables)
      log.warn({ variable: name }, 'this variable is not known; see foyer --help')
    await command(config, log, asked)
    return 0
  } catch (error) {
    const text = error instanceof StartError ? error.message : stackOf(error)
    process.stderr.write(`foyer: ${text}\n`)
    return 1
  }
}

function readEmail(command: string, rest: string[]): string {
  const [email] = rest.map((text) => Email.safeParse(text).data)
  if (rest.length === 1 && email) return email
  throw new Error(`${command} wants one e-mail address`)
}

async function start(config: Config, log: Log): Promise<void> {
  const ends = Promise.withResolvers<string>()
  const fails = Promise.withResolvers<never>()
  fails.promise.catch(() => undefined)
  let connection: Connection | undefined
  onSignals(
    (signal) => ends.resolve(signal),
    () => connection?.abort(),
  )
  process.on('uncaughtException', (error) => fails.reject(error))

  const stopping = new AbortController()
  let app: ReturnType<typeof createWebsite> | undefined
  // Before anything else, so that a taken port leaves the database untouched.
  const listener = await listen({
    host: config.host,
    port: config.port,
    fetch: (request) => app?.fetch(request) ?? starting(),
  })
  const closers: (() => Promise<void>)[] = []
  try {
    connection = await connect(config, log, (error) => fails.reject(error))
    closers.push(connection.close)
    const applied = await prepareDatabase(connection)
    if (applied.length > 0) log.info({ applied }, 'database migrated')
    const secretKey = findSecretKey(config, connection.dataFolder, log)
    const database = openDatabase({
      connectionString: connection.appUrl,
      onError: (error) => log.warn({ err: error }, 'a connection to the database broke'),
    })
    closers.push(() => database.close())
    const keyRing = createKeyRing(secretKey, config.oldSecretKeys)
    await checkSeals(database, keyRing)
    await checkConnectionSeals(database, keyRing)
    const { dataFolder } = connection
    const firstStart = config.demoOnFirstStart && (await isEmpty(database))
    if (firstStart)
      await keepDemoAccounts(
        dataFolder,
        await createDemo(database, { friendly: true, now: new Date() }),
      )
    const breachedPasswords =
      config.breachedPasswords === null
        ? null
        : await openBreachedPasswords(config.breachedPasswords)
    if (breachedPasswords) closers.push(() => breachedPasswords.close())
    const metrics = createMetrics()
    const outside = {
      fetch: createGuardedFetch({ allow: config.allowPrivate }),
      resolveTxt: createResolveTxt(),
    }
    const api = createApp({
      db: database,
      log,
      metrics,
      now: () => new Date(),
      origin: config.origin,
      trustedProxies: config.trustedProxies,
      ...(config.credentialsPerMinute !== null && {
        requestsPerMinute: { credential: config.credentialsPerMinute },
      }),
      peerAddress,
      stopping: stopping.signal,
      secretKey,
      oldSecretKeys: config.oldSecretKeys,
      breachedPasswords,
      outside,
      developmentMailbox: config.mail.kind === 'mailbox',
      publicUrl: config.publicUrl,
      organizationsPerOwnerMax: config.organizationsPerOwnerMax,
      about: {
        version: manifest.version,
        tileUrl: config.tileUrl,
        developmentMailbox: config.mail.kind === 'mailbox',
        readDemoAccounts: async () => (showsDemo(config) ? readDemoAccounts(dataFolder) : null),
      },
    })
    const mail = startMail(config.mail, config.publicUrl)
    closers.push(async () => mail.close())
    const jobs = await startJobs({
      connectionString: connection.appUrl,
      db: database,
      log,
      tasks: [...mail.performers, ...performersOf({ outside })],
    })
    closers.push(jobs.stop)
    app = createWebsite(api, {
      version: manifest.version,
      publicUrl: config.publicUrl,
      secure: config.origin?.startsWith('https:') ?? false,
      webFolder: fileURLToPath(new URL('../web/', import.meta.url)),
      tileOrigin: config.tileUrl && new URL(config.tileUrl).origin,
      allowedHosts: config.origin === null ? ['localhost', '127.0.0.1', '[::1]'] : null,
      metrics: metrics.text,
      readiness: async () => {
        const reached = await database.flight([sql`select 1 as one`]).catch(() => null)
        return [
          reached ? null : 'the database cannot be reached',
          mailReadiness(config.mail),
        ].filter((m) => m !== null)
      },
    })
    if (connection.dataFolder !== resolve(config.dataFolder)) say(`Data: ${connection.dataFolder}`)
    say(`Foyer ${manifest.version} runs on ${config.publicUrl}`)
    if (firstStart) say('A demo is there; the sign-in page shows its accounts.')
    log.info({ host: config.host, port: listener.port, version: manifest.version }, 'started')
    const reason = await Promise.race([ends.promise, fails.promise])
    say('Stopping: requests that are running may finish. Once more to stop at once.')
    log.info({ reason }, 'stopping')
  } finally {
    stopping.abort()
    await listener.close(graceSeconds)
    for (const close of closers.reverse())
      await close().catch((error: unknown) => log.error({ err: error }, 'could not close'))
  }
  log.info({}, 'stopped')
}

async function migrateAndEnd(config: Config, log: Log): Promise<void> {
  const connection = await connectBeside(config, log)
  try {
    if (connection.ownerUrl === null)
      throw new StartError(
        'DATABASE_OWNER_URL is not set: migrations run as the owner of the database. ' +
          'Example: postgresql://foyer_owner:password@db.example.com:5432/foyer',
      )
    const applied = await prepareDatabase(connection)
    say(applied.length > 0 ? `Migrated: ${applied.join(', ')}` : 'Nothing to migrate.')
  } finally {
    await connection.close()
  }
}

/** Every process must know the present key already. */
function rotateKeys(config: Config, log: Log): Promise<void> {
  return beside(config, log, async (database, secretKey) => {
    const keyRing = createKeyRing(secretKey, config.oldSecretKeys)
    const sealed =
      (await rotateSeals(database, keyRing)) + (await rotateConnectionSeals(database, keyRing))
    say(`Sealed anew: ${sealed}. FOYER_SECRET_KEY_OLD is not needed any more.`)
  })
}

/** The way out for whoever lost the device and has no home that could begin this (OP4, PW5). */
function resetAuthenticator(config: Config, log: Log, { email }: Asked): Promise<void> {
  return beside(config, log, async (database) => {
    const begun = await database.transaction((tx) =>
      resetAuthenticatorByCommand(tx, email, new Date()),
    )
    if (begun === 'unknown') throw nobody(email)
    if (begun === 'not-enrolled') throw new StartError(`${email} has no authenticator.`)
    say(
      `A mail to ${email} waits to be sent. Its link is good once, until ${begun.expiresAt.toISOString()}; ` +
        'the authenticator and its recovery codes go when they confirm there.',
    )
  })
}

/** OP4, LG8. */
function unlock(config: Config, log: Log, { email }: Asked): Promise<void> {
  return beside(config, log, async (database, secretKey) => {
    const unlocked = await database.transaction((tx) =>
      unlockByCommand(tx, secretKey, email, new Date()),
    )
    if (unlocked === 'unknown') throw nobody(email)
    const { lockedUntil } = unlocked
    say(
      lockedUntil
        ? `${email} may try again at once, and need not wait until ${lockedUntil.toISOString()}. The limit of a day stays.`
        : `${email} was not locked. Failed attempts so far count no more, but towards the limit of a day.`,
    )
  })
}

const nobody = (email: string) => new StartError(`There is nobody with the address ${email}.`)

/** Works on the database of this version beside a running Foyer or without one. */
async function beside(
  config: Config,
  log: Log,
  work: (database: Database, secretKey: Buffer) => Promise<void>,
): Promise<void> {
  const connection = await connectBeside(config, log)
  const database = openDatabase({ connectionString: connection.appUrl })
  try {
    await checkApplication(connection.appUrl, await readMigrations(migrationsFolder))
    await work(database, findSecretKey(config, connection.dataFolder, log))
  } finally {
    await database.close()
    await connection.close()
  }
}

/** Demo accounts with known passwords: only where nobody but this machine reaches Foyer and its own database (OP2). */
const showsDemo = (config: Config) => config.local && config.database.kind === 'embedded'

/** Makes the demo, or tells the accounts of the one that is there; random passwords are printed once and not kept. */
async function makeDemo(config: Config, log: Log, { json }: Asked): Promise<void> {
  const connection = await connectBeside(config, log)
  try {
    await prepareDatabase(connection)
    const friendly = showsDemo(config)
    const accounts =
      (friendly && (await readDemoAccounts(connection.dataFolder))) ||
      (await addDemo(connection, friendly))
    say(
      json
        ? JSON.stringify({ address: config.publicUrl, accounts }, null, 2)
        : describeDemo(config.publicUrl, accounts),
    )
  } finally {
    await connection.close()
  }
}

async function addDemo({ appUrl, dataFolder }: Connection, friendly: boolean) {
  const database = openDatabase({ connectionString: appUrl })
  try {
    const accounts = await createDemo(database, { friendly, now: new Date() })
    if (friendly) await keepDemoAccounts(dataFolder, accounts)
    return accounts
  } finally {
    await database.close()
  }
}

const describeDemo = (address: string, accounts: readonly DemoAccount[]): string =>
  [
    `The demo on ${address}:`,
    ...accounts.map(({ name, email, password, organizations }) => {
      const roles = organizations.map((each) => `${each.name} (${each.role})`).join(', ')
      return `\n  ${name}\n    ${email}   ${password}\n    ${roles}`
    }),
  ].join('\n')

async function isEmpty(database: Database): Promise<boolean> {
  const [rows] = await database.flight([sql`select exists (select from identities) as used`])
  return rows?.[0]?.used === false
}

/** Brings the database forward where we may; returns the migrations that ran. */
async function prepareDatabase({ appUrl, ownerUrl }: Connection): Promise<string[]> {
  const migrations = await readMigrations(migrationsFolder)
  let applied: string[] = []
  if (ownerUrl !== null) {
    await checkOwner(ownerUrl)
    applied = await migrate(ownerUrl, migrations)
  }
  await checkApplication(appUrl, migrations)
  return applied
}

/** The database that the configuration names; the embedded one is started and owned by us. */
async function connect(
  config: Config,
  log: Log,
  onLost: (error: Error) => void,
): Promise<Connection> {
  const { database } = config
  if (database.kind === 'external')
    return {
      appUrl: database.url,
      ownerUrl: database.ownerUrl,
      dataFolder: resolve(config.dataFolder),
      ...leaveRunning,
    }
  const postgres = await startEmbeddedPostgres({
    folder: config.dataFolder,
    log,
    ownerPid: process.pid,
    onLost,
  })
  return {
    ...postgres,
    dataFolder: postgres.folder,
    close: () => postgres.stop(),
    abort: () => postgres.abort(),
  }
}

/** The same for a command that may run while `foyer start` owns the embedded database. */
async function connectBeside(config: Config, log: Log): Promise<Connection> {
  try {
    return await connect(config, log, (error) => log.fatal({ err: error }, 'the database is lost'))
  } catch (error) {
    if (!(error instanceof FolderInUse)) throw error
    const postgres = await joinEmbeddedPostgres(config.dataFolder)
    return { ...postgres, dataFolder: postgres.folder, ...leaveRunning }
  }
}

/** The key that is configured, else the one of the data folder, which processes on one database would not share. */
function findSecretKey(config: Config, dataFolder: string, log: Log): Buffer {
  if (config.secretKey) return config.secretKey
  if (config.database.kind === 'external' && !existsSync(resolve(dataFolder, 'secret.key')))
    log.warn(
      { dataFolder },
      'FOYER_SECRET_KEY is not set: a key is made in the data folder. Keep it, and give the same ' +
        'to every process on this database',
    )
  return readSecretKey(dataFolder)
}

/**
 * The first signal asks, the second insists; not within half a second, because npm and some shells
 * pass on a Ctrl-C that the terminal has already sent to us.
 */
function onSignals(ask: (signal: string) => void, abort: () => void): void {
  let askedAt: number | undefined
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'])
    process.on(signal, () => {
      askedAt ??= performance.now()
      ask(signal)
      if (performance.now() - askedAt < 500) return
      abort()
      process.exit(1)
    })
}

/** Until the application stands: for load balancers and impatient browsers. */
const starting = () =>
  new Response('Foyer is starting.\n', {
    status: 503,
    headers: { 'content-type': 'text/plain', 'cache-control': 'no-store', 'retry-after': '1' },
  })

function say(text: string): 0 {
  process.stdout.write(`${text.trimEnd()}\n`)
  return 0
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
const stackOf = (error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)

process.exit(await run(process.argv.slice(2)))

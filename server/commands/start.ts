import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import sql from 'sql-template-tag'
import { createApp, createWebsite, performersOf } from '#server/app.ts'
import { checkAttachmentSeals } from '#server/attachments/check-attachment-seals.ts'
import { knownStorage } from '#server/attachments/known-storage.ts'
import { storageCondition } from '#server/attachments/storage-condition.ts'
import { createDemo } from '#server/demo/create-demo.ts'
import { keepDemoAccounts, readDemoAccounts } from '#server/demo/demo-accounts.ts'
import { checkSeals } from '#server/door/check-seals.ts'
import { listen, peerAddress } from '#server/http/listen.ts'
import { mailReadiness } from '#server/mail/mail-readiness.ts'
import { startMail } from '#server/mail/start-mail.ts'
import { openBreachedPasswords } from '#server/outside/breached-passwords.ts'
import { createGuardedFetch } from '#server/outside/guarded-fetch.ts'
import { StorageRefused } from '#server/outside/object-storage.ts'
import { openObjectStorage } from '#server/outside/open-object-storage.ts'
import { createResolveTxt } from '#server/outside/resolve-txt.ts'
import { type Database, openDatabase } from '#server/platform/database.ts'
import { createMetrics } from '#server/platform/metrics.ts'
import { createKeyRing } from '#server/platform/seal.ts'
import { StartError } from '#server/platform/start-error.ts'
import { startJobs } from '#server/platform/start-jobs.ts'
import { checkConnectionSeals } from '#server/sso/check-connection-seals.ts'
import { defineCommand, type Surroundings } from './command.ts'
import { type Connection, connect, findSecretKey, prepareDatabase } from './connect.ts'
import { showsDemo } from './demo.ts'

export const startCommand = defineCommand({
  name: 'start',
  does: 'runs Foyer until it is told to stop (SIGTERM, Ctrl-C)',
  explains:
    'Runs Foyer: the pages, the API and the work in the background. The log, JSON already, goes to standard error. ' +
    'At SIGTERM, SIGINT or SIGHUP requests that are running get ten seconds; a second signal ends at once.',
  json: false,
  done: 'it was told to stop, and has',
  fails: 'it could not start, or cannot go on',
  example: '',
  read() {
    return async (surroundings) => {
      await start(surroundings)
      return undefined
    }
  },
})

/** How long running requests may take to finish after SIGTERM. */
const graceSeconds = 10

async function start(surroundings: Surroundings): Promise<void> {
  const { config, log, version, say } = surroundings
  const ends = Promise.withResolvers<string>()
  const fails = Promise.withResolvers<never>()
  fails.promise.catch(() => undefined)
  let connection: Connection | undefined
  surroundings.onStop(
    (signal) => ends.resolve(signal),
    () => connection?.abort(),
  )
  surroundings.onUncaught((error) => fails.reject(error))

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
    connection = await connect(surroundings, (error) => fails.reject(error))
    closers.push(connection.close)
    const applied = await prepareDatabase(connection, surroundings.migrationsFolder)
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
    await checkAttachmentSeals(database, keyRing)
    const { dataFolder } = connection
    const objects = knownStorage(database, openObjectStorage(config.attachments, dataFolder, log))
    // One that is away for a while keeps nobody from signing in: until it is back, pictures are refused.
    await objects.verify().catch((error: unknown) => {
      if (error instanceof StorageRefused) throw new StartError(`Attachments: ${error.message}`)
      log.error({ err: error }, 'the storage of attachments cannot be used yet')
    })
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
      objects,
      attachmentsBytesMax: config.attachmentsBytesMax,
      breachedPasswords,
      outside,
      developmentMailbox: config.mail.kind === 'mailbox',
      publicUrl: config.publicUrl,
      organizationsPerOwnerMax: config.organizationsPerOwnerMax,
      signUp: config.signUp,
      about: {
        version,
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
      tasks: [
        ...mail.performers,
        ...performersOf({
          outside,
          objects,
          secretKey,
          oldSecretKeys: config.oldSecretKeys,
          attachmentsBytesMax: config.attachmentsBytesMax,
          log,
        }),
      ],
    })
    closers.push(jobs.stop)
    app = createWebsite(api, {
      version,
      publicUrl: config.publicUrl,
      secure: config.origin?.startsWith('https:') ?? false,
      webFolder: fileURLToPath(surroundings.webFolder),
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
      impaired: storageCondition(objects),
    })
    if (connection.dataFolder !== resolve(config.dataFolder)) say(`Data: ${connection.dataFolder}`)
    say(`Foyer ${version} runs on ${config.publicUrl}`)
    if (firstStart) say('A demo is there; the sign-in page shows its accounts.')
    log.info({ host: config.host, port: listener.port, version: version }, 'started')
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

async function isEmpty(database: Database): Promise<boolean> {
  const [rows] = await database.flight([sql`select exists (select from identities) as used`])
  return rows?.[0]?.used === false
}

/** Until the application stands: for load balancers and impatient browsers. */
const starting = () =>
  new Response('Foyer is starting.\n', {
    status: 503,
    headers: { 'content-type': 'text/plain', 'cache-control': 'no-store', 'retry-after': '1' },
  })

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import {
  type EmbeddedPostgres,
  joinEmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded-postgres.ts'
import { restoreLinks } from './find-postgres-binaries.ts'
import { createLog } from './log.ts'

const log = createLog('silent')
const isRoot = userInfo().uid === 0
const base = mkdtempSync(join(tmpdir(), 'foyer-pg-'))
const left: EmbeddedPostgres[] = []

afterAll(async () => {
  await Promise.all(left.map((postgres) => postgres.stop()))
  rmSync(base, { recursive: true, force: true })
})

/** A folder that PostgreSQL's user can reach, also when we are root. */
function makeFolder(name: string): string {
  const folder = join(base, name)
  mkdirSync(folder)
  if (isRoot) for (const part of [base, folder]) chmodSync(part, 0o711)
  return folder
}

async function start(folder: string): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ folder, log, volatile: true, ownerPid: 4711 })
  left.push(postgres)
  return postgres
}

/** Ended also counts who is dead and waits to be collected by a parent who will not. */
function runs(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return /^[^Z\s]/.test(stdout)
}

async function ask<Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}

describe('OP1: the embedded PostgreSQL', { timeout: 30_000 }, () => {
  const folder = makeFolder('data')

  test('is made, keeps what is written, and is the same after a restart', async () => {
    const first = await start(folder)
    await ask(first.ownerUrl, 'create table kept (id int); insert into kept values (1)')
    await first.stop()
    const second = await start(folder)
    expect(second.ownerUrl).toBe(first.ownerUrl)
    expect(await ask(second.ownerUrl, 'select * from kept')).toEqual([{ id: 1 }])
    await second.stop()
    await second.stop()
  })

  test('has two roles without power, checksums, and one encoding and order everywhere', async () => {
    const postgres = await start(folder)
    expect(
      await ask(
        postgres.superuserUrl,
        `select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolinherit
           from pg_roles where rolname like 'foyer%' order by rolname`,
      ),
    ).toEqual([
      {
        rolname: 'foyer',
        rolsuper: false,
        rolbypassrls: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolinherit: false,
      },
      {
        rolname: 'foyer_owner',
        rolsuper: false,
        rolbypassrls: false,
        rolcreatedb: false,
        rolcreaterole: true,
        rolinherit: true,
      },
    ])
    expect(
      await ask(
        postgres.appUrl,
        `select pg_encoding_to_char(encoding) as encoding, datlocprovider::text as provider,
           current_setting('data_checksums') as checksums,
           current_setting('listen_addresses') as listens
         from pg_database where datname = 'foyer'`,
      ),
    ).toEqual([{ encoding: 'UTF8', provider: 'b', checksums: 'on', listens: '' }])
    await postgres.stop()
  })

  test('forces to disk what it commits, unless a test wants it volatile', async () => {
    const postgres = await startEmbeddedPostgres({ folder, log })
    left.push(postgres)
    expect(
      await ask(
        postgres.appUrl,
        `select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
           current_setting('synchronous_commit') as commits`,
      ),
    ).toEqual([{ fsync: 'on', pages: 'on', commits: 'on' }])
    await postgres.stop()
  })

  test('is reached only with its password, which only our user can read', async () => {
    const postgres = await start(folder)
    await expect(ask(postgres.appUrl.replace(/:[^:@]+@/, ':guess@'), 'select 1')).rejects.toThrow(
      /password authentication failed/,
    )
    expect(statSync(join(folder, 'postgres-passwords.json')).mode & 0o077).toBe(0)
    expect(statSync(join(folder, 'postgres-socket')).mode & 0o077).toBe(0)
    await postgres.stop()
  })

  test('a second owner of the folder is refused, and can talk to the database', async () => {
    const postgres = await start(folder)
    await expect(startEmbeddedPostgres({ folder, log })).rejects.toThrow(
      `The data folder ${realpathSync(folder)} is in use by another running Foyer (process 4711)`,
    )
    const joined = await joinEmbeddedPostgres(folder)
    expect(joined.appUrl).toBe(postgres.appUrl)
    expect(await ask(joined.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await postgres.stop()
  })

  test('killed, it is started again', async () => {
    const postgres = await start(folder)
    const before = postgres.pid
    process.kill(before, 'SIGKILL')
    await expect
      .poll(() => ask(postgres.appUrl, 'select 1 as one').catch(() => []), { timeout: 60_000 })
      .toEqual([{ one: 1 }])
    expect(postgres.pid).not.toBe(before)
    await postgres.stop()
  })

  test('one that keeps dying is given up, and said once', async () => {
    let lost = 0
    const postgres = await startEmbeddedPostgres({
      folder: makeFolder('doomed'),
      log,
      volatile: true,
      onLost: () => {
        lost += 1
      },
    })
    left.push(postgres)
    renameSync(join(postgres.folder, 'postgres/global'), join(postgres.folder, 'away'))
    process.kill(postgres.pid, 'SIGKILL')
    await expect.poll(() => lost, { timeout: 60_000 }).toBe(1)
    await postgres.stop()
  })

  test('left behind by a kill -9, it is stopped and a new one started; nothing committed is lost', async () => {
    const owner = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `const { startEmbeddedPostgres } = await import(${JSON.stringify(join(import.meta.dirname, 'embedded-postgres.ts'))})
       const { createLog } = await import(${JSON.stringify(join(import.meta.dirname, 'log.ts'))})
       const postgres = await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)}, log: createLog('silent') })
       console.log(postgres.pid)`,
    ])
    const [line] = await once(owner.stdout, 'data')
    const orphan = Number(String(line))
    const { ownerUrl } = await joinEmbeddedPostgres(folder)
    await ask(ownerUrl, 'insert into kept values (2)')
    owner.kill('SIGKILL')
    await once(owner, 'exit')
    expect(runs(orphan)).toBe(true)

    const postgres = await start(folder)
    expect(postgres.pid).not.toBe(orphan)
    await expect.poll(() => runs(orphan)).toBe(false)
    expect(await ask(postgres.ownerUrl, 'select id from kept order by id')).toEqual([
      { id: 1 },
      { id: 2 },
    ])
    await postgres.stop()
  })

  test('a process id in a stale lock file, meanwhile somebody else’s, is neither believed nor killed', async () => {
    const bystander = spawn('sleep', ['60'])
    const lockFile = join(folder, 'postgres/postmaster.pid')
    writeFileSync(lockFile, `${bystander.pid}\n${folder}/postgres\n1\n5432\n\n\n\nready\n`)
    const postgres = await start(folder)
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull()
    await postgres.stop()
    bystander.kill()
  })

  test('a lost password file is said, not papered over', async () => {
    const file = join(folder, 'postgres-passwords.json')
    renameSync(file, `${file}.away`)
    await expect(start(folder)).rejects.toThrow(/passwords of the database is missing/)
    renameSync(`${file}.away`, file)
    await (await start(folder)).stop()
  })

  test('a folder of another major version is left untouched', async () => {
    const version = join(folder, 'postgres/PG_VERSION')
    const before = readFileSync(version, 'utf8')
    writeFileSync(version, '12\n')
    await expect(start(folder)).rejects.toThrow(/made by PostgreSQL 12/)
    writeFileSync(version, before)
  })

  test('making it may be interrupted at any point', async () => {
    const interrupted = makeFolder('interrupted')
    mkdirSync(join(interrupted, 'postgres.new/base'), { recursive: true })
    writeFileSync(join(interrupted, 'postgres-password.new'), 'half')
    writeFileSync(join(interrupted, 'postgres-passwords.json'), '{"half')
    const postgres = await start(interrupted)
    expect(existsSync(join(interrupted, 'postgres-password.new'))).toBe(false)
    await postgres.stop()
  })

  test('a long path is no obstacle for the socket', async () => {
    const long = join(makeFolder('long'), 'x'.repeat(120))
    const postgres = await start(long)
    expect(await ask(postgres.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await postgres.stop()
  })

  test.runIf(isRoot)('root lends it a user, and a place that this user can reach', async () => {
    const closed = join(base, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    const wanted = join(closed, 'data')
    const postgres = await start(wanted)
    try {
      expect(postgres.folder).toMatch(/^\/var\/lib\/foyer\/[0-9a-f]{16}$/)
      expect(lstatSync(wanted).isSymbolicLink()).toBe(true)
      expect(realpathSync(wanted)).toBe(postgres.folder)
      expect(statSync(`/proc/${postgres.pid}`).uid).not.toBe(0)
      await postgres.stop()
      // The link carries the data along when the checkout moves.
      renameSync(closed, join(base, 'moved'))
      const moved = await start(join(base, 'moved/data'))
      expect(moved.folder).toBe(postgres.folder)
      await moved.stop()
    } finally {
      await postgres.stop()
      rmSync(postgres.folder, { recursive: true, force: true })
    }
  })

  test('symbolic links that npm does not pack are restored, in a copy too', () => {
    const native = join(makeFolder('package'), 'copied')
    mkdirSync(join(native, 'lib'), { recursive: true })
    writeFileSync(join(native, 'lib/libpq.so.5.18'), 'library')
    writeFileSync(
      join(native, 'pg-symlinks.json'),
      JSON.stringify([
        { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
        { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
      ]),
    )
    expect(restoreLinks(native)).toBe(true)
    expect(restoreLinks(native)).toBe(true)
    expect(readFileSync(join(native, 'lib/libpq.so'), 'utf8')).toBe('library')
    rmSync(join(native, 'lib/libpq.so.5.18'))
    expect(restoreLinks(native)).toBe(false)
  })
})

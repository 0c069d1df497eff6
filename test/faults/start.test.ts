import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#server/platform/embedded-postgres.ts'
import { createLog } from '#server/platform/log.ts'

const command = join(import.meta.dirname, '../../bin/foyer')
const base = mkdtempSync(join(tmpdir(), 'foyer-start-'))
// PostgreSQL's user must be able to pass when we are root.
chmodSync(base, 0o711)

type Environment = Record<string, string>
type Running = { process: ChildProcess; output: () => string; ended: Promise<number | null> }

const running: ChildProcess[] = []

afterAll(async () => {
  for (const child of running) if (child.exitCode === null) child.kill('SIGKILL')
  rmSync(base, { recursive: true, force: true })
})

function launch(args: string[], environment: Environment, program = command): Running {
  const child = spawn(program, args, {
    cwd: base,
    env: { PATH: process.env.PATH ?? '', FOYER_DEMO: 'off', ...environment },
  })
  running.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  const ended = once(child, 'close').then(([code]) => code)
  return { process: child, output: () => output, ended }
}

/** Runs to the end; what it said, without the log's lines. */
async function run(args: string[], environment: Environment, program = command) {
  const { ended, output } = launch(args, environment, program)
  const code = await ended
  const said = output()
    .split('\n')
    .filter((line) => !line.startsWith('{'))
    .join('\n')
    .trim()
  return { code, said }
}

/** Started, and answering requests. */
async function start(environment: Environment): Promise<Running> {
  const foyer = launch(['start'], environment)
  for (let waited = 0; waited < 90_000; waited += 20) {
    if (foyer.output().includes(' runs on ')) return foyer
    if (foyer.process.exitCode !== null) break
    await sleep(20)
  }
  throw new Error(`Foyer did not start:\n${foyer.output()}`)
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return String(typeof address === 'object' && address ? address.port : 0)
}

/** A request of which a part has arrived, and was taken: the server has said that the rest may come (RFC 9110, 10.1.1). */
async function beginSignIn(socket: Socket, bytes: number, part: string): Promise<void> {
  socket.write(
    'POST /api/v1/sign-in HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n' +
      `content-length: ${bytes}\r\nexpect: 100-continue\r\n\r\n`,
  )
  const [answer] = await once(socket, 'data')
  expect(String(answer)).toMatch(/^HTTP\/1\.1 100 /)
  socket.write(part)
}

const answers = (port: string) =>
  fetch(`http://127.0.0.1:${port}/api/v1/nothing`).then(
    ({ status }) => status,
    () => null,
  )

const postmasterPid = (folder: string) =>
  Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])

describe('OP1: the command', () => {
  test('explains itself, and refuses what it does not know', async () => {
    expect(await run(['--help'], {})).toMatchObject({
      code: 0,
      said: expect.stringContaining('DATABASE_OWNER_URL'),
    })
    expect(await run(['dance'], {})).toEqual({
      code: 2,
      said: 'foyer: there is no command "dance". See foyer --help',
    })
    for (const rest of [[], ['ann'], ['ann@example.com', 'bob@example.com']])
      expect(await run(['unlock', ...rest], {})).toEqual({
        code: 2,
        said: 'foyer: unlock wants one e-mail address. See foyer unlock --help',
      })
    expect(await run(['unlok'], {})).toEqual({
      code: 2,
      said: 'foyer: there is no command "unlok"; did you mean unlock? See foyer --help',
    })
    expect(await run(['help', 'unlock'], {})).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^Usage: foyer unlock <e-mail>/),
    })
  })

  test('is found through symbolic links', async () => {
    symlinkSync(command, join(base, 'first'))
    symlinkSync('first', join(base, 'second'))
    const { code, said } = await run(['--version'], {}, join(base, 'second'))
    expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/^\d+\.\d+\.\d+$/) })
  })

  test('says that it is not built, or that Node.js is missing or too old', async () => {
    const root = join(base, 'checkout')
    const script = join(root, 'bin/foyer')
    mkdirSync(join(root, 'bin'), { recursive: true })
    copyFileSync(command, script)
    expect(await run(['start'], {}, script)).toEqual({
      code: 1,
      said: `foyer: not built yet. Run this first: cd ${root} && npm run build`,
    })

    mkdirSync(join(root, 'dist/server'), { recursive: true })
    writeFileSync(join(root, 'dist/server/main.js'), '')
    const tools = join(base, 'tools')
    mkdirSync(tools)
    for (const tool of ['sh', 'dirname', 'readlink'])
      symlinkSync(`/usr/bin/${tool}`, join(tools, tool))
    expect((await run(['start'], { PATH: tools }, script)).said).toMatch(/there is no Node\.js/)

    writeFileSync(
      join(tools, 'node'),
      '#!/bin/sh\n[ "$1" = --version ] && echo v20.1.0 && exit 0\nexit 1\n',
      { mode: 0o755 },
    )
    expect(await run(['start'], { PATH: tools }, script)).toEqual({
      code: 1,
      said: expect.stringMatching(/Node\.js v20\.1\.0 is too old\. Install version 24/),
    })
  })
})

describe('OP1: what stops a start is said, and nothing is broken', () => {
  test('wrong configuration: every mistake at once, nothing made', async () => {
    const folder = join(base, 'misconfigured')
    const { code, said } = await run(['start'], {
      FOYER_DATA: folder,
      FOYER_PORT: 'http',
      FOYER_HOST: '0.0.0.0',
    })
    expect(code).toBe(1)
    expect(said).toMatch(/FOYER_PORT is not a number\. Example: 3000/)
    expect(said).toMatch(/FOYER_ORIGIN is needed/)
    expect(existsSync(folder)).toBe(false)
  })

  test('port taken: nothing made', async () => {
    const folder = join(base, 'port-taken')
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = String(typeof address === 'object' && address ? address.port : 0)
    const { code, said } = await run(['start'], { FOYER_DATA: folder, FOYER_PORT: port })
    server.close()
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringMatching(`^foyer: Port ${port} on 127.0.0.1 is taken`),
    })
    expect(existsSync(folder)).toBe(false)
  })

  test('a folder that cannot be made', async () => {
    const { code, said } = await run(['start'], {
      FOYER_DATA: '/dev/null/data',
      FOYER_PORT: await freePort(),
    })
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringMatching(/^foyer: The data folder \/dev\/null\/data cannot be made/),
    })
  })
})

describe('OP1: the embedded database', () => {
  const folder = join(base, 'data')

  test('a second Foyer on the folder is refused, the first one lives on; commands work beside it', async () => {
    const port = await freePort()
    const foyer = await start({ FOYER_DATA: folder, FOYER_PORT: port })
    const second = await run(['start'], { FOYER_DATA: folder, FOYER_PORT: await freePort() })
    expect(second).toEqual({
      code: 1,
      said: expect.stringMatching(
        `^foyer: The data folder .* is in use by another running Foyer \\(process ${foyer.process.pid}\\)`,
      ),
    })
    expect(await run(['migrate'], { FOYER_DATA: folder })).toEqual({
      code: 0,
      said: 'Nothing to migrate.',
    })
    expect(await answers(port)).toBe(404)
    foyer.process.kill('SIGTERM')
    expect(await foyer.ended).toBe(0)
  })

  test('SIGTERM: a running request is answered, the database is closed in order', async () => {
    const port = await freePort()
    const foyer = await start({ FOYER_DATA: folder, FOYER_PORT: port })
    const pid = postmasterPid(folder)
    const socket = connect(Number(port), '127.0.0.1')
    await once(socket, 'connect')
    const body = JSON.stringify({
      email: 'nobody@example.com',
      password: 'wrong',
      transport: 'bearer',
    })
    await beginSignIn(socket, body.length, body.slice(0, 5))
    foyer.process.kill('SIGTERM')
    await expect.poll(() => answers(port)).toBeNull()
    expect(foyer.process.exitCode).toBeNull()
    socket.write(body.slice(5))
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 /)
    expect(await foyer.ended).toBe(0)
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    expect(existsSync(join(folder, 'postgres/postmaster.pid'))).toBe(false)
  })

  test('a second signal ends at once, and the next start recovers', async () => {
    const port = await freePort()
    const foyer = await start({ FOYER_DATA: folder, FOYER_PORT: port })
    const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined)
    await beginSignIn(socket, 99, '{')
    foyer.process.kill('SIGINT')
    foyer.process.kill('SIGINT')
    await expect.poll(() => answers(port)).toBeNull()
    // A second one within half a second is taken for the first.
    await sleep(600)
    expect(foyer.process.exitCode).toBeNull()
    foyer.process.kill('SIGINT')
    expect(await foyer.ended).toBe(1)
    expect(await run(['migrate'], { FOYER_DATA: folder })).toMatchObject({ code: 0 })
  })

  test.each([
    ['Foyer', (foyer: Running) => foyer.process.kill('SIGKILL')],
    [
      'Foyer and PostgreSQL',
      (foyer: Running) => {
        const pid = postmasterPid(folder)
        foyer.process.kill('SIGKILL')
        process.kill(pid, 'SIGKILL')
      },
    ],
  ])('kill -9 of %s: the next start recovers', async (_, strike) => {
    const foyer = await start({ FOYER_DATA: folder, FOYER_PORT: await freePort() })
    strike(foyer)
    await once(foyer.process, 'exit')
    const port = await freePort()
    const next = await start({ FOYER_DATA: folder, FOYER_PORT: port })
    expect(await answers(port)).toBe(404)
    next.process.kill('SIGTERM')
    expect(await next.ended).toBe(0)
  })

  test('kill -9 of PostgreSQL: Foyer brings it back', async () => {
    const port = await freePort()
    const foyer = await start({ FOYER_DATA: folder, FOYER_PORT: port })
    process.kill(postmasterPid(folder), 'SIGKILL')
    const signIn = () =>
      fetch(`http://127.0.0.1:${port}/api/v1/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"email":"nobody@example.com","password":"wrong","transport":"bearer"}',
      }).then(({ status }) => status)
    await expect.poll(signIn, { timeout: 60_000, interval: 100 }).toBe(401)
    foyer.process.kill('SIGTERM')
    expect(await foyer.ended).toBe(0)
  })
})

describe('OP1: a database of the operator', () => {
  let server: EmbeddedPostgres
  const at = (role: string) => server.appUrl.replace(/\/\/[^@]+@/, `//${role}:pw@`)
  const ours = () => ({ DATABASE_URL: server.appUrl, DATABASE_OWNER_URL: server.ownerUrl })

  beforeAll(async () => {
    server = await startEmbeddedPostgres({
      folder: join(base, 'server'),
      log: createLog('silent'),
      volatile: true,
    })
  })
  afterAll(() => server.stop())

  async function alone(environment: Environment) {
    return run(['start'], {
      FOYER_DATA: join(base, 'external'),
      FOYER_PORT: await freePort(),
      ...environment,
    })
  }

  test('not migrated, and nobody to do it', async () => {
    expect(await alone({ DATABASE_URL: server.appUrl })).toEqual({
      code: 1,
      said: expect.stringMatching(/Run foyer migrate with DATABASE_OWNER_URL set\.$/),
    })
    expect(await run(['migrate'], { DATABASE_URL: server.appUrl })).toEqual({
      code: 1,
      said: expect.stringMatching(/DATABASE_OWNER_URL is not set/),
    })
  })

  test('migrated by one command, used by any number of processes as a role that owns nothing', async () => {
    const folder = join(base, 'external')
    const migrated = await run(['migrate'], { ...ours(), FOYER_DATA: folder })
    expect(migrated).toEqual({ code: 0, said: expect.stringMatching(/^Migrated: 0001-/) })
    const ports = [await freePort(), await freePort()]
    const foyers = await Promise.all(
      ports.map((port) =>
        start({ DATABASE_URL: server.appUrl, FOYER_DATA: folder, FOYER_PORT: port }),
      ),
    )
    expect(await Promise.all(ports.map(answers))).toEqual([404, 404])
    for (const foyer of foyers) {
      foyer.process.kill('SIGTERM')
      expect(await foyer.ended).toBe(0)
    }
    expect(existsSync(join(folder, 'postgres'))).toBe(false)
  })

  test('OP4: helps a person who has no home that could: begins a reset, ends a wait; says why it cannot', async () => {
    const folder = join(base, 'external')
    const client = new pg.Client({ connectionString: server.superuserUrl })
    await client.connect()
    await client.query(`with made as (insert into identities (email) values ('ann@example.com'), ('bob@example.com') returning id, email)
      insert into authenticators (identity_id, sealed_seed, key_id, last_step, since)
        select id, '\\x00', 'test', 0, now() from made where email = 'ann@example.com'`)
    const foyer = (...args: string[]) =>
      run(args, { DATABASE_URL: server.appUrl, FOYER_DATA: folder })
    expect(await foyer('reset-authenticator', ' Ann@Example.com')).toEqual({
      code: 0,
      said: expect.stringMatching(/^A mail to ann@example\.com waits to be sent\. .*good once/),
    })
    const { rows } = await client.query('select recipient, template, organization_id from mails')
    expect(rows).toEqual([
      { recipient: 'ann@example.com', template: 'authenticator-reset', organization_id: null },
    ])
    expect(await foyer('reset-authenticator', 'bob@example.com')).toEqual({
      code: 1,
      said: 'foyer: bob@example.com has no authenticator.',
    })
    expect(await foyer('unlock', 'bob@example.com')).toEqual({
      code: 0,
      said: expect.stringMatching(/^bob@example\.com was not locked\./),
    })
    for (const command of ['reset-authenticator', 'unlock'])
      expect(await foyer(command, 'eve@example.com')).toEqual({
        code: 1,
        said: 'foyer: There is nobody with the address eve@example.com.',
      })
    await client.query("delete from identities where email like '%@example.com'")
    await client.query('delete from mails')
    await client.end()
  })

  test('a migration of this version is missing', async () => {
    const client = new pg.Client({ connectionString: server.ownerUrl })
    await client.connect()
    await client.query("update schema_migrations set name = 'x' || name where name like '0001-%'")
    const { code, said } = await alone({ DATABASE_URL: server.appUrl })
    await client.query("update schema_migrations set name = ltrim(name, 'x')")
    await client.end()
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringMatching(/lacks a migration of this version: 0001-.* Run foyer migrate/),
    })
  })

  test.each<[string, () => Environment, RegExp]>([
    [
      'down',
      () => ({ DATABASE_URL: 'postgresql://foyer:pw@127.0.0.1:9/foyer' }),
      /The database at 127\.0\.0\.1:9 does not answer \(.*ECONNREFUSED.*\)\. Is it running/,
    ],
    [
      'a wrong password',
      () => ({ DATABASE_URL: at('foyer') }),
      /refuses the role foyer: password authentication failed.* Correct .* DATABASE_URL/,
    ],
    [
      'a wrong password of the owner',
      () => ({ ...ours(), DATABASE_OWNER_URL: at('foyer_owner') }),
      /refuses the role foyer_owner: .* DATABASE_OWNER_URL/,
    ],
    [
      'no such database',
      () => ({ DATABASE_URL: server.appUrl.replace(/foyer$/, 'nowhere') }),
      /has no database nowhere/,
    ],
    ['the owner', () => ({ DATABASE_URL: server.ownerUrl }), /foyer_owner, which owns tables/],
    [
      'a superuser',
      () => ({ DATABASE_URL: server.superuserUrl }),
      /postgres, which is a superuser and so steps around row-level security.* Use the role foyer/,
    ],
    [
      'a superuser as owner',
      () => ({ ...ours(), DATABASE_OWNER_URL: server.superuserUrl }),
      /postgres, which is a superuser: what it owns would run with that power/,
    ],
    ['BYPASSRLS', () => ({ DATABASE_URL: at('bypasser') }), /bypasser, which is BYPASSRLS/],
    ['an heir', () => ({ DATABASE_URL: at('heir') }), /heir, which has the rights of foyer_member/],
    ['a maker of roles', () => ({ DATABASE_URL: at('maker') }), /maker, which may create roles/],
    ['a stranger', () => ({ DATABASE_URL: at('stranger') }), /may not become foyer_member/],
  ])('refused, saying why and what to do: %s', async (_, environment, message) => {
    const client = new pg.Client({ connectionString: server.superuserUrl })
    await client.connect()
    await client.query(`
      drop role if exists bypasser, heir, maker, stranger;
      create role bypasser login noinherit bypassrls password 'pw' in role foyer_member;
      create role heir login inherit password 'pw' in role foyer_member;
      create role maker login noinherit createrole password 'pw' in role foyer_member;
      create role stranger login noinherit password 'pw';
      grant connect on database foyer to bypasser, heir, maker, stranger`)
    const { code, said } = await alone(environment())
    await client.query('drop owned by bypasser, heir, maker, stranger')
    await client.end()
    expect(said).toMatch(message)
    expect(said).toMatch(/^foyer: .*$/)
    expect(said).not.toMatch(/:pw@/)
    expect(code).toBe(1)
  })
})

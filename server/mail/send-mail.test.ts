import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import type { OrganizationId } from '#api/common.ts'
import { openSmtp } from '#server/outside/smtp.ts'
import { confine, type Database, openDatabase } from '#server/platform/database.ts'
import { createLog } from '#server/platform/log.ts'
import { startJobs } from '#server/platform/start-jobs.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { makeOrganization } from '#test/make-organization.ts'
import { startSmtpServer } from '#test/peers/smtp-server.ts'
import { listMails } from './list-mails.ts'
import { queueMail } from './queue-mail.ts'
import { startMail } from './start-mail.ts'

const publicUrl = 'https://foyer.example'
const from = 'Foyer <no-reply@foyer.example>'
const soon = { timeout: 60_000, interval: 25 }

let database: TestDatabase
let db: Database
let superuser: pg.Pool
let organizationId: OrganizationId

beforeAll(async () => {
  database = await freshDatabase()
  db = openDatabase({ connectionString: database.appUrl })
  superuser = new pg.Pool({ connectionString: database.superuserUrl, max: 2 })
  organizationId = await makeOrganization(database)
})
afterAll(async () => {
  await db.close()
  await superuser.end()
})

type Stored = {
  organization_id: string | null
  sent_at: Date | null
  failed_at: Date | null
  attempts: number
  last_error: string | null
  values: Record<string, unknown>
}
async function stored(to: string): Promise<Stored | undefined> {
  const { rows } = await superuser.query<Stored>('select * from mails where recipient = $1', [to])
  return rows[0]
}

async function startSending(url: string | null, log = createLog('silent')) {
  const mail = startMail(
    url === null ? { kind: 'mailbox' } : { kind: 'smtp', url, from },
    publicUrl,
  )
  const jobs = await startJobs({
    connectionString: database.appUrl,
    db,
    log,
    tasks: mail.performers,
    pollMs: 100,
  })
  onTestFinished(async () => {
    await jobs.stop()
    mail.close()
  })
}

async function startPeer(options: Parameters<typeof startSmtpServer>[0] = {}) {
  const peer = await startSmtpServer(options)
  onTestFinished(() => peer.stop())
  return peer
}

const address = () => `${randomUUID()}@example.com`
const secret = 'fyl_0123456789abcdef0123456789abcdef0123456789a'

/** What US3 sends to somebody who is new. */
const setPassword = (to: string, language: 'en' | 'id' = 'en') =>
  ({
    to,
    template: 'set-password',
    language,
    values: {
      organizationName: 'Acme & Söhne',
      slug: 'acme',
      addedBy: 'Ann Lee',
      token: secret,
      expiresAt: '2026-03-08T10:00:00Z',
    },
  }) as const

const queueInside = (mail: Parameters<typeof queueMail>[1]) =>
  db.transaction(async (tx) => {
    await confine(tx, organizationId)
    await queueMail(tx, mail)
  })

test('US3: the mail with the link arrives, and its secret is gone from what stays', async () => {
  const peer = await startPeer()
  await startSending(peer.url)
  const to = address()
  await queueInside(setPassword(to))
  await vi.waitFor(() => expect(peer.mails).toHaveLength(1), soon)
  const [mail] = peer.mails
  expect(mail).toMatchObject({
    recipients: [to],
    subject: 'Set your password for Acme & Söhne',
    from: { name: 'Foyer', address: 'no-reply@foyer.example' },
    to: [{ address: to }],
  })
  const link = `${publicUrl}/set-password#${secret}`
  expect(mail?.text).toContain(`Set your password:\n${link}\n`)
  expect(mail?.text).toContain('Ann Lee added you to Acme & Söhne.')
  expect(mail?.text).toContain('March 8, 2026')
  expect(mail?.html).toContain(`href="${link}"`)
  expect(mail?.html).toContain('Acme &amp; Söhne')
  expect(mail?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m)
  await vi.waitFor(async () => expect((await stored(to))?.sent_at).not.toBeNull(), soon)
  const row = await stored(to)
  expect(row).toMatchObject({ organization_id: organizationId, attempts: 1, last_error: null })
  const { rows } = await superuser.query('select from mails where "values"::text like $1', [
    `%${secret}%`,
  ])
  expect(rows).toEqual([])
})

test('in Indonesian, the same', async () => {
  const peer = await startPeer()
  await startSending(peer.url)
  await queueInside(setPassword(address(), 'id'))
  await vi.waitFor(() => expect(peer.mails).toHaveLength(1), soon)
  const [mail] = peer.mails
  expect(mail?.subject).toBe('Buat kata sandi Anda untuk Acme & Söhne')
  expect(mail?.text).toContain('8 Maret 2026')
  expect(mail?.html).toContain('<html lang="id">')
})

test('a mail of a transaction that rolls back is never sent', async () => {
  const peer = await startPeer()
  await startSending(peer.url)
  const [lost, sent] = [address(), address()]
  const work = db.transaction(async (tx) => {
    await queueMail(tx, setPassword(lost))
    throw new Error('no')
  })
  await expect(work).rejects.toThrow('no')
  await queueInside(setPassword(sent))
  await vi.waitFor(() => expect(peer.mails).toHaveLength(1), soon)
  expect(peer.mails[0]?.recipients).toEqual([sent])
  expect(await stored(lost)).toBeUndefined()
})

test('a mail server that is down loses nothing: mails wait, are tried again, and leave once', async () => {
  const first = await startSmtpServer()
  await first.stop()
  await startSending(first.url)
  const mailboxes = [address(), address(), address()]
  for (const to of mailboxes) await queueInside(setPassword(to))
  await vi.waitFor(async () => {
    for (const to of mailboxes) {
      const row = await stored(to)
      expect(row).toMatchObject({ sent_at: null, failed_at: null })
      expect(row?.last_error).toMatch(/ECONNREFUSED/)
    }
  }, soon)
  expect((await stored(mailboxes[0] ?? ''))?.values).toMatchObject({ token: secret })
  const peer = await startPeer({ port: first.port })
  await vi.waitFor(() => expect(peer.mails).toHaveLength(3), { timeout: 60_000, interval: 50 })
  expect(peer.mails.flatMap(({ recipients }) => recipients).sort()).toEqual(mailboxes.sort())
  expect(peer.mails[0]?.text).toContain(secret)
  await vi.waitFor(async () => {
    for (const to of mailboxes) {
      const row = await stored(to)
      expect(row).toMatchObject({ last_error: null, values: { slug: 'acme' } })
      expect(row?.sent_at).not.toBeNull()
      expect(row?.values).not.toHaveProperty('token')
      expect(row?.attempts).toBeGreaterThan(1)
    }
  }, soon)
})

test('a mailbox that the server refuses for good is given up, without its secret or a word in the log', async () => {
  const peer = await startPeer({ refuse: () => 550 })
  const lines: string[] = []
  await startSending(peer.url, createLog('debug', { write: (line) => void lines.push(line) }))
  const to = address()
  await queueInside(setPassword(to))
  await vi.waitFor(async () => expect((await stored(to))?.failed_at).not.toBeNull(), soon)
  const row = await stored(to)
  expect(row?.last_error).toMatch(/550/)
  expect(row?.values).not.toHaveProperty('token')
  expect(row?.attempts).toBe(1)
  expect(lines.join('')).toContain('a mail was not sent')
  expect(lines.join('')).not.toContain(to)
  expect(lines.join('')).not.toContain(secret)
})

test('a mailbox that is only busy is tried again', async () => {
  let refusals = 0
  const peer = await startPeer({ refuse: () => (refusals++ === 0 ? 451 : null) })
  await startSending(peer.url)
  await queueInside(setPassword(address()))
  await vi.waitFor(() => expect(peer.mails).toHaveLength(1), soon)
})

test('a certificate that nobody signed is not trusted: the mail waits', async () => {
  const peer = await startPeer({ startTls: true })
  const mailer = openSmtp({ url: peer.url, from })
  onTestFinished(() => mailer.close())
  const mail = { id: randomUUID(), to: address(), subject: 's', text: 't', html: '<p>t</p>' }
  await expect(mailer.send(mail)).rejects.toThrow(/certificate/)
  expect(peer.mails).toEqual([])
})

test('no name begins a header, a second mailbox or a tag', async () => {
  const peer = await startPeer()
  await startSending(peer.url)
  const to = address()
  const evil = 'Acme\r\nBcc: thief@example.com\r\n\r\n<script>alert(1)</script>\u202Emoc.live'
  await queueInside({
    to,
    template: 'added',
    language: 'en',
    values: {
      organizationName: evil,
      slug: 'acme',
      addedBy: '"><img src=x>\n\u2028Bcc: thief@example.com',
    },
  })
  await vi.waitFor(() => expect(peer.mails).toHaveLength(1), soon)
  const [mail] = peer.mails
  expect(mail?.recipients).toEqual([to])
  expect(mail?.bcc ?? []).toEqual([])
  expect(mail?.raw.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/im)
  expect(mail?.subject).toBe(
    'You were added to Acme Bcc: thief@example.com <script>alert(1)</script> moc.live',
  )
  expect(mail?.html).not.toMatch(/<script|<img/)
  expect(mail?.text).not.toMatch(/\u202e/)
})

test('a mailbox that is two, or begins a header, is refused where it is queued', async () => {
  for (const to of [
    'a@example.com\r\nBcc: b@example.com',
    'a@example.com, b@example.com',
    'a b@example.com',
  ])
    await expect(queueInside(setPassword(to)), to).rejects.toThrow(/mails_recipient_check/)
})

test('a mail of an organization goes with it, and its job finds nothing to do', async () => {
  const doomed = await makeOrganization(database)
  const to = address()
  await db.transaction((tx) => queueMail(tx, { ...setPassword(to), organizationId: doomed }))
  await superuser.query('delete from organizations where id = $1', [doomed])
  const peer = await startPeer()
  await startSending(peer.url)
  await vi.waitFor(async () => {
    const { rows } = await superuser.query('select from graphile_worker._private_jobs')
    expect(rows).toEqual([])
  }, soon)
  expect(peer.mails).toEqual([])
})

test('OP2: in the development mailbox mails stay, readable with working links, and never leave later', async () => {
  await startSending(null)
  const to = address()
  await queueInside(setPassword(to))
  await vi.waitFor(async () => {
    const { rows } = await superuser.query('select from graphile_worker._private_jobs')
    expect(rows).toEqual([])
  }, soon)
  const mails = await db.transaction((tx) => listMails(tx, { publicUrl: 'http://localhost:3000' }))
  expect(mails[0]).toMatchObject({ to, subject: 'Set your password for Acme & Söhne' })
  expect(mails[0]?.text).toContain(`http://localhost:3000/set-password#${secret}`)
  expect(mails.length).toBeLessThanOrEqual(50)
})

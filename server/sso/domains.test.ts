import { randomUUID } from 'node:crypto'
import { BlockList } from 'node:net'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { ConnectionId } from '#api/common.ts'
import type { ProvedDomain } from '#api/sso.ts'
import { createGuardedFetch } from '#server/outside/guarded-fetch.ts'
import { confine } from '#server/platform/database.ts'
import { addConnection } from '#test/connections.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { mailsTo } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'
import { isProved } from './domain.ts'

let app: TestApp
const dns = new Map<string, string[]>()
/** Names whose name servers are silent. */
const silent = new Set<string>()
beforeAll(async () => {
  app = await startTestApp(undefined, {
    outside: {
      fetch: createGuardedFetch({ allow: new BlockList() }),
      resolveTxt: async (name) => {
        if (silent.has(name)) throw new Error('queryTxt ETIMEOUT')
        return dns.get(name) ?? []
      },
    },
  })
})
afterAll(() => app.stop())

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const later = (ms: number) => new Date(Date.now() + ms)

interface Inside {
  acme: TestOrganization
  client: Client
  email: string
}
async function anOwner(): Promise<Inside> {
  const acme = await app.organization()
  const person = await app.person()
  const { client } = await app.signedIn(person, await app.member(acme, person))
  return { acme, client, email: person.email }
}
const aDomain = () => `d-${randomUUID().slice(0, 13)}.example`
const publish = ({ record }: ProvedDomain) =>
  dns.set(record.name, ['v=spf1 -all', ` ${record.value} `])
const check = (client: Client, { id }: ProvedDomain) =>
  client.checkDomain({ params: { domainId: id } })

/** A domain whose record stands in the DNS, proved. */
async function aProved(
  client: Client,
  connectionId: ConnectionId | null = null,
  domain = aDomain(),
): Promise<ProvedDomain> {
  const added = await client.addDomain({ body: { domain, connectionId } })
  publish(added)
  return check(client, added)
}
const only = async (client: Client) => (await client.listDomains()).items[0]
const proves = (acme: TestOrganization, domain: string) =>
  app.db.transaction(async (tx) => {
    await confine(tx, acme.id)
    return isProved(tx, domain)
  })
const audited = async (acme: TestOrganization) => {
  const events = await app.owner.transaction((tx) =>
    tx.query<{ action: string; details: { domain: string }; actor: string | null }>(sql`
      select action, details, actor_member_id as actor from audit_events
      where organization_id = ${acme.id} and action like 'domain.%' order by at, id`),
  )
  return events.map(
    ({ action, details, actor }) => `${action} ${details.domain} ${actor ? 'by' : 'of itself'}`,
  )
}
/** Of everybody but the owner, who is a guest account. */
const demandSso = ({ id }: TestOrganization) =>
  app.owner.transaction(async (tx) => {
    await tx.query(
      sql`update sign_in_policies set first_factor = 'sso' where organization_id = ${id}`,
    )
    await tx.query(sql`update members set guest = true where organization_id = ${id}`)
  })

/** What the clock does on a day. */
async function daily(time: Date) {
  app.clock.now = time
  try {
    await runJobs(app, 'look-after-single-sign-on')
    await runJobs(app, 'look-after-domains')
  } finally {
    app.clock.now = null
  }
}

describe('proving', () => {
  test('SS1: a domain counts once its DNS shows the record of this organization, and not before', async () => {
    const { acme, client } = await anOwner()
    const domain = aDomain()
    const added = await client.addDomain({ body: { domain: ` ${domain.toUpperCase()} ` } })
    expect(added).toMatchObject({
      domain,
      status: 'waiting',
      connectionId: null,
      provedAt: null,
      checkedAt: null,
      record: { type: 'TXT', name: `_foyer.${domain}` },
    })
    expect(added.record.value).toMatch(/^foyer-domain-verification=[\w-]{32}$/)
    expect(await resultOf(check(client, added))).toBe('domain-not-proved')
    expect(await proves(acme, domain)).toBe(false)
    expect((await only(client))?.checkedAt).not.toBeNull()
    dns.set(added.record.name, [
      'foyer-domain-verification=somebody-else',
      `x${added.record.value}`,
    ])
    expect(await resultOf(check(client, added))).toBe('domain-not-proved')

    publish(added)
    const proved = await check(client, added)
    expect(proved).toMatchObject({ status: 'proved', record: added.record })
    expect(proved.provedAt).toBe(proved.checkedAt)
    expect(await only(client)).toEqual(proved)
    expect(await proves(acme, domain)).toBe(true)
    // A part of it may belong to somebody else.
    expect(await proves(acme, `mail.${domain}`)).toBe(false)
    // Once proved, it stays so since then.
    expect((await check(client, added)).provedAt).toBe(proved.provedAt)
    expect(await audited(acme)).toEqual([`domain.added ${domain} by`, `domain.proved ${domain} by`])
  })

  test('SS1: silent name servers are no answer, and nothing is noted', async () => {
    const { client } = await anOwner()
    const added = await client.addDomain({ body: { domain: aDomain() } })
    silent.add(added.record.name)
    const refused = await problemOf(check(client, added))
    expect(refused).toMatchObject({ type: '/problems/domain-not-proved' })
    expect(refused?.detail).toContain('No name server answered')
    expect((await only(client))?.checkedAt).toBeNull()
  })

  test('SS1: one organization proves a domain, of two at once the first; the other may try, and gets it once it is given up', async () => {
    const [one, two] = await Promise.all([anOwner(), anOwner()])
    const domain = aDomain()
    const both = await Promise.all(
      [one, two].map(({ client }) => client.addDomain({ body: { domain } })),
    )
    const [ofOne, ofTwo] = both as [ProvedDomain, ProvedDomain]
    expect(ofOne.record.value).not.toBe(ofTwo.record.value)
    dns.set(ofOne.record.name, [ofOne.record.value, ofTwo.record.value])
    const results = await Promise.all([
      resultOf(check(one.client, ofOne)),
      resultOf(check(two.client, ofTwo)),
    ])
    expect(results.toSorted()).toEqual(['domain-taken', 'done'])
    const [has, hasNot] = results[0] === 'done' ? [one, two] : [two, one]
    const [its, others] = results[0] === 'done' ? [ofOne, ofTwo] : [ofTwo, ofOne]
    expect(await proves(has.acme, domain)).toBe(true)
    expect(await proves(hasNot.acme, domain)).toBe(false)
    await has.client.removeDomain({ params: { domainId: its.id } })
    expect((await check(hasNot.client, others)).status).toBe('proved')
    expect(await audited(has.acme)).toContain(`domain.removed ${domain} by`)
  })

  test('PR3: another organization’s domains are nothing to anybody', async () => {
    const [{ client }, other] = await Promise.all([anOwner(), anOwner()])
    const { id } = await aProved(other.client)
    const one = { params: { domainId: id } }
    expect((await client.listDomains()).items).toEqual([])
    expect(await resultOf(client.checkDomain(one))).toBe('not-found')
    expect(await resultOf(client.updateDomain({ ...one, body: { connectionId: null } }))).toBe(
      'not-found',
    )
    expect(await resultOf(client.removeDomain(one))).toBe('not-found')
    expect((await only(other.client))?.status).toBe('proved')
  })

  test('SS1: a domain twice, a connection of another organization, more than one looks up in a day: refused by field', async () => {
    const { acme, client } = await anOwner()
    const other = await app.organization()
    const theirs = await addConnection(app, other)
    const domain = aDomain()
    const added = await client.addDomain({ body: { domain } })
    expect(await problemOf(client.addDomain({ body: { domain } }))).toMatchObject({
      type: '/problems/name-taken',
      errors: [{ pointer: '#/domain' }],
    })
    const unknown = {
      type: '/problems/values-refused',
      errors: [{ pointer: '#/connectionId', code: 'unknown' }],
    }
    expect(
      await problemOf(client.addDomain({ body: { domain: aDomain(), connectionId: theirs } })),
    ).toMatchObject(unknown)
    expect(
      await problemOf(
        client.updateDomain({ params: { domainId: added.id }, body: { connectionId: theirs } }),
      ),
    ).toMatchObject(unknown)
    await app.owner.transaction((tx) =>
      tx.query(sql`insert into domains (organization_id, domain, token, created_at)
        select ${acme.id}, 'd' || n || '.example', 'x', now() from generate_series(1, 99) n`),
    )
    expect(await problemOf(client.addDomain({ body: { domain: aDomain() } }))).toMatchObject({
      type: '/problems/values-refused',
      errors: [{ pointer: '#/domain', code: 'too-many' }],
    })
  })

  test('OP3: where a domain leads is audited when it changes, and only then; a connection that goes leaves the domain', async () => {
    const { acme, client } = await anOwner()
    const connectionId = await addConnection(app, acme)
    const { id, domain } = await client.addDomain({ body: { domain: aDomain() } })
    const lead = (to: ConnectionId | null) =>
      client.updateDomain({ params: { domainId: id }, body: { connectionId: to } })
    expect((await lead(connectionId)).connectionId).toBe(connectionId)
    await lead(connectionId)
    expect(await audited(acme)).toEqual([
      `domain.added ${domain} by`,
      `domain.updated ${domain} by`,
    ])
    await client.removeConnection({ params: { connectionId } })
    expect(await only(client)).toMatchObject({ id, connectionId: null })
  })
})

describe('every day', () => {
  test('LG5: what fails three days in a row is proved no more; administrators hear of the first day and of the last', async () => {
    const { acme, client, email } = await anOwner()
    const planner = await app.person()
    await app.member(acme, planner, { role: 'planner' })
    const { domain, record } = await aProved(client)
    await daily(later(day))
    expect(await only(client)).toMatchObject({ status: 'proved', checkedAt: expect.any(String) })
    dns.delete(record.name)
    await daily(later(2 * day))
    expect(await only(client)).toMatchObject({ status: 'failing' })
    expect(await proves(acme, domain)).toBe(true)
    await daily(later(3 * day))
    // The clock of the day is not exact.
    await daily(later(5 * day - hour - minute))
    expect((await only(client))?.status).toBe('failing')
    expect((await mailsTo(app, email)).map(({ template }) => template)).toEqual(['domain-failing'])
    await daily(later(5 * day - hour + minute))
    expect(await only(client)).toMatchObject({ status: 'waiting', provedAt: null })
    expect(await proves(acme, domain)).toBe(false)
    await daily(later(6 * day))
    const mails = await mailsTo(app, email)
    expect(mails.map(({ template }) => template)).toEqual(['domain-failing', 'domain-lost'])
    expect(mails.map(({ values }) => values.domain)).toEqual([domain, domain])
    expect(await mailsTo(app, planner.email)).toEqual([])
    expect(await audited(acme)).toEqual([
      `domain.added ${domain} by`,
      `domain.proved ${domain} by`,
      `domain.record-missed ${domain} of itself`,
      `domain.proof-lost ${domain} of itself`,
    ])
    // And another organization may prove it now.
    const other = await anOwner()
    expect((await aProved(other.client, null, domain)).status).toBe('proved')
  })

  test('LG5: what is found again in between has not failed, and begins anew', async () => {
    const { client } = await anOwner()
    const proved = await aProved(client)
    dns.delete(proved.record.name)
    await daily(later(day))
    expect((await only(client))?.status).toBe('failing')
    publish(proved)
    await daily(later(2 * day))
    expect(await only(client)).toMatchObject({ status: 'proved', provedAt: proved.provedAt })
    dns.delete(proved.record.name)
    for (const days of [4, 5, 6]) await daily(later(days * day))
    expect((await only(client))?.status).toBe('failing')
  })

  test('LG5: silence of a day is none of the domain’s, of more it is', async () => {
    const { client } = await anOwner()
    const { record } = await aProved(client)
    silent.add(record.name)
    await daily(later(35 * hour))
    expect((await only(client))?.status).toBe('proved')
    await daily(later(37 * hour))
    expect((await only(client))?.status).toBe('failing')
  })

  test('LG5: what nobody has proved is not looked up', async () => {
    const { client } = await anOwner()
    publish(await client.addDomain({ body: { domain: aDomain() } }))
    await daily(later(day))
    expect(await only(client)).toMatchObject({ status: 'waiting', checkedAt: null })
  })
})

describe('where to sign in', () => {
  const byEmail = (domain: string) =>
    app.clientWith().findDoor({ body: { email: `anybody@${domain}` } })
  const bySlug = (slug: string) => app.clientWith().findDoor({ body: { slug } })

  test('LG5: a proved domain leads through its own connection, the address of the organization through any', async () => {
    const { acme, client } = await anOwner()
    const okta = { id: await addConnection(app, acme, { name: 'Okta' }), name: 'Okta' }
    const adfs = { id: await addConnection(app, acme, { name: 'ADFS' }), name: 'ADFS' }
    await addConnection(app, acme, { name: 'Old', status: 'disabled' })
    await demandSso(acme)
    const { domain } = await aProved(client, adfs.id)
    await client.updateOrganization({ body: { configuration: { accent: 'teal' } } })
    const organization = {
      id: acme.id,
      name: acme.name,
      slug: acme.slug,
      logoUrl: null,
      accent: 'teal',
    }
    expect(await byEmail(domain)).toEqual({ door: { organization, connections: [adfs] } })
    expect(await byEmail(`mail.${domain}`)).toEqual({ door: null })
    expect(await bySlug(acme.slug)).toEqual({ door: { organization, connections: [okta, adfs] } })
  })

  test('OR5: an address that the organization had earlier leads to its door, and says the present one', async () => {
    const { acme, client } = await anOwner()
    await addConnection(app, acme)
    await demandSso(acme)
    const slug = `later-${acme.slug}`
    await client.updateOrganization({ body: { slug } })
    const present = await bySlug(slug)
    expect(present.door?.organization.slug).toBe(slug)
    expect(await bySlug(acme.slug)).toEqual(present)
  })

  test('LG5: whatever does not lead to single sign-on looks like what does not exist', async () => {
    const nothing = { door: null }
    const [{ acme, client }, other] = await Promise.all([anOwner(), anOwner()])
    const connectionId = await addConnection(app, acme)
    const status = (value: string) =>
      app.owner.transaction((tx) =>
        tx.query(sql`update connections set status = ${value} where id = ${connectionId}`),
      )
    const expectNothing = async (domain: string) => {
      expect(await byEmail(domain)).toEqual(nothing)
      expect(await bySlug(acme.slug)).toEqual(nothing)
    }
    expect(await byEmail(aDomain())).toEqual(nothing)
    expect(await bySlug('nobody-of-this-name')).toEqual(nothing)
    for (const body of [{}, { email: `anybody@${aDomain()}`, slug: acme.slug }])
      expect(await problemOf(app.clientWith().findDoor({ body }))).toMatchObject({
        type: '/problems/invalid-request',
        errors: [{ pointer: '#/email' }],
      })
    // A password organization, though with a connection.
    const { domain, id } = await aProved(client, connectionId)
    await expectNothing(domain)
    await demandSso(acme)
    expect((await byEmail(domain)).door).not.toBeNull()
    for (const off of ['disabled', 'draft']) {
      await status(off)
      await expectNothing(domain)
    }
    // Another one that is enabled is not the one that the domain is tied to.
    await addConnection(app, acme)
    expect(await byEmail(domain)).toEqual(nothing)
    expect((await bySlug(acme.slug)).door).not.toBeNull()
    await status('enabled')
    // Tied to none; not proved; and of another organization that only names it.
    await other.client.addDomain({ body: { domain } })
    await client.updateDomain({ params: { domainId: id }, body: { connectionId: null } })
    expect(await byEmail(domain)).toEqual(nothing)
    const named = await client.addDomain({ body: { domain: aDomain(), connectionId } })
    expect(await byEmail(named.domain)).toEqual(nothing)
    // An organization that nobody enters.
    await client.updateDomain({ params: { domainId: id }, body: { connectionId } })
    await app.owner.transaction((tx) =>
      tx.query(sql`update organizations set status = 'suspended' where id = ${acme.id}`),
    )
    await expectNothing(domain)
  })

  test('DR6: what is planned leads there from its date on', async () => {
    const { acme, client } = await anOwner()
    const connectionId = await addConnection(app, acme)
    const { domain } = await aProved(client, connectionId)
    const plan = (firstFactor: string, days: number) =>
      app.owner.transaction((tx) =>
        tx.query(sql`update sign_in_policies set planned = ${JSON.stringify({ firstFactor })},
          planned_from = ${later(days * day)}, planned_by = 'Ann' where organization_id = ${acme.id}`),
      )
    await plan('sso', 1)
    expect(await byEmail(domain)).toEqual({ door: null })
    await plan('sso', -1)
    expect((await byEmail(domain)).door).not.toBeNull()
    await demandSso(acme)
    await plan('password', -1)
    expect(await byEmail(domain)).toEqual({ door: null })
    await plan('password', 1)
    expect((await byEmail(domain)).door).not.toBeNull()
  })
})

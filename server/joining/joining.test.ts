import { randomUUID } from 'node:crypto'
import sql, { type Sql } from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MemberId } from '#api/common.ts'
import type { Outcome } from '#api/sessions.ts'
import { newToken } from '#server/platform/token.ts'
import { password, startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

const day = 86_400_000
const newEmail = () => `new-${randomUUID().slice(0, 13)}@example.test`

const someone = async (role: 'owner' | 'admin' = 'owner', inside?: TestOrganization) => {
  const organization = inside ?? (await app.organization())
  const person = await app.person()
  const memberId = await app.member(organization, person, { role, firstName: 'Ana' })
  return { organization, person, memberId, ...(await app.signedIn(person, memberId)) }
}

const mailsTo = (email: string) =>
  app.owner.transaction((tx) =>
    tx.query<{
      template: string
      values: Record<string, string | null>
      organizationId: string
    }>(sql`
      select template, "values", organization_id as "organizationId" from mails where recipient = ${email}
      order by created_at, id`),
  )

const chosen = (outcome: Outcome) => {
  if (outcome.outcome !== 'choose') throw new Error(`expected to choose, was ${outcome.outcome}`)
  return { ...outcome, client: app.clientWith(outcome.pendingToken) }
}
const signIn = async (email: string, secret = password) =>
  chosen(await app.clientWith().signIn({ body: { email, password: secret, transport: 'bearer' } }))

describe('US3: adding somebody who has a password already', () => {
  test('gives a row, a mail and who added them; they enter with the password that they have, or decline', async () => {
    const { client, organization } = await someone()
    const hub = await app.hub(organization)
    const person = await app.person()
    const home = await app.organization()
    await app.member(home, person)
    const added = await client.addUser({
      body: {
        email: ` ${person.email.toUpperCase()} `,
        firstName: 'Sari 🚚',
        roleId: organization.roles.planner,
        hubIds: [hub],
      },
    })
    expect(added).toEqual({ id: added.id, email: person.email, status: 'registering' })
    expect(await mailsTo(person.email)).toEqual([
      {
        template: 'added',
        organizationId: organization.id,
        values: {
          organizationName: organization.name,
          slug: organization.slug,
          addedBy: 'Ana Person',
        },
      },
    ])
    expect(await client.getUser({ params: { memberId: added.id } })).toMatchObject({
      firstName: 'Sari 🚚',
      source: 'added',
      status: 'registering',
      hubs: [{ id: hub }],
    })
    const { client: pending, organizations } = await signIn(person.email)
    expect(organizations.find((row) => row.memberId === added.id)).toMatchObject({
      addedBy: 'Ana Person',
      lastVisitedAt: null,
      status: 'registering',
    })
    const entered = await pending.switchOrganization({ body: { memberId: added.id } })
    if (entered.outcome !== 'entered') throw new Error(entered.outcome)
    const inside = app.clientWith(entered.token)
    await inside.completeRegistration({ body: { firstName: 'Sari', lastName: 'Dewi' } })
    expect((await inside.listMyHubs()).items).toHaveLength(1)
    expect(await resultOf(inside.declineInvitation({ params: { memberId: added.id } }))).toBe(
      'not-found',
    )
  })

  test('LG2: declining an addition that was never entered removes it, and it can be added again', async () => {
    const { client, organization } = await someone()
    const person = await app.person()
    const body = { email: person.email, roleId: organization.roles.planner }
    const { id } = await client.addUser({ body })
    const pending = (await signIn(person.email)).client
    await pending.declineInvitation({ params: { memberId: id } })
    expect((await pending.listMyOrganizations()).organizations).toEqual([])
    expect(await resultOf(client.getUser({ params: { memberId: id } }))).toBe('not-found')
    expect(await resultOf(pending.declineInvitation({ params: { memberId: id } }))).toBe(
      'not-found',
    )
    expect((await client.addUser({ body })).id).not.toBe(id)
  })
})

describe('US3: adding somebody new', () => {
  test('makes no credential: a mailed link proves the mailbox and sets the first password', async () => {
    const { client, organization } = await someone()
    const email = newEmail()
    const added = await client.addUser({ body: { email, roleId: organization.roles.field_user } })
    const [mail, ...more] = await mailsTo(email)
    expect(more).toEqual([])
    expect(mail).toMatchObject({
      template: 'set-password',
      organizationId: organization.id,
      values: {
        addedBy: 'Ana Person',
        slug: organization.slug,
        token: expect.stringMatching(/^fyl_/),
      },
    })
    const [identity] = await app.owner.transaction((tx) =>
      tx.query(sql`select i.mailbox_proved_at as proved, p.hash from identities i
        left join passwords p on p.identity_id = i.id where i.email = ${email}`),
    )
    expect(identity).toEqual({ proved: null, hash: null })

    const token = mail?.values.token ?? ''
    const secret = 'an entirely different phrase 42'
    expect(await app.clientWith().setPassword({ body: { token, password: secret } })).toEqual({
      email,
    })
    const { client: pending, organizations } = await signIn(email, secret)
    expect(organizations).toMatchObject([{ memberId: added.id, addedBy: 'Ana Person' }])
    expect((await pending.switchOrganization({ body: { memberId: added.id } })).outcome).toBe(
      'entered',
    )
    expect(
      await resultOf(app.clientWith().setPassword({ body: { token, password: secret } })),
    ).toBe('link-not-valid')
  })

  test('leaves alone a link that somebody with a password has asked for', async () => {
    const { client, organization } = await someone()
    const person = await app.person()
    const { token, hash } = newToken('link')
    await app.owner.transaction((tx) =>
      tx.query(sql`insert into password_links (identity_id, token_hash, created_at, expires_at)
        values (${person.id}, ${hash}, now(), now() + interval '30 minutes')`),
    )
    await client.addUser({ body: { email: person.email, roleId: organization.roles.planner } })
    expect(await app.clientWith().checkPasswordLink({ body: { token } })).toEqual({
      email: person.email,
    })
  })

  test('who is new in two organizations at once becomes one identity', async () => {
    const [acme, globex] = [await someone(), await someone()]
    const email = newEmail()
    const answers = await Promise.all(
      [acme, globex].map((by) =>
        resultOf(by.client.addUser({ body: { email, roleId: by.organization.roles.planner } })),
      ),
    )
    expect(answers).toEqual(['done', 'done'])
    const mails = await mailsTo(email)
    expect(mails.map((mail) => mail.template)).toEqual(['set-password', 'set-password'])
    expect(new Set(mails.map((mail) => mail.organizationId))).toEqual(
      new Set([acme.organization.id, globex.organization.id]),
    )
  })
})

describe('PR4: whether an address is known elsewhere', () => {
  const planted = 'zxq-planted-elsewhere'
  const knownElsewhere = async (status: 'active' | 'invited' | 'suspended') => {
    const person = await app.person()
    await app.member(await app.organization({ name: planted }), person, {
      status,
      firstName: planted,
    })
    return person.email
  }
  /** How many statements a call sends, whatever they say. */
  const countStatements = async <T>(
    call: () => Promise<T>,
  ): Promise<{ statements: number; answer: T }> => {
    const { transaction } = app.db
    let statements = 0
    app.db.transaction = (work, head) =>
      transaction((tx, rows) => {
        const query = <Row extends object>(statement: Sql) => {
          statements++
          return tx.query<Row>(statement)
        }
        return work({ ...tx, query }, rows)
      }, head)
    try {
      return { answer: await call(), statements }
    } finally {
      app.db.transaction = transaction
    }
  }

  test.each(['addUser', 'inviteUser'] as const)(
    'is told by nothing that %s answers, nor by the work it does',
    async (how) => {
      const { client, organization } = await someone()
      const seen = []
      for (const email of [
        newEmail(),
        await knownElsewhere('active'),
        await knownElsewhere('invited'),
        await knownElsewhere('suspended'),
        (await app.person()).email,
      ]) {
        const { answer, statements } = await countStatements(() =>
          client[how]({ body: { email, roleId: organization.roles.planner } }),
        )
        const params = { memberId: answer.id }
        const row = await client.getUser({ params })
        const resent = await countStatements(() => client.resendInvitation({ params }))
        seen.push({
          statements: [statements, resent.statements],
          answer: { ...answer, id: '', email: '', expiresAt: '' },
          row: { ...row, id: '', email: '', createdAt: '', invitationExpiresAt: '' },
        })
      }
      for (const one of seen) expect(one).toEqual(seen[0])
      expect(seen[0]?.statements[0]).toBeGreaterThan(5)
      expect(JSON.stringify(seen)).not.toContain(planted)
    },
  )
})

describe('US3, US5: one row for a person', () => {
  test.each(['active', 'registering', 'suspended', 'invited'] as const)(
    'whoever is %s is neither added nor invited again',
    async (status) => {
      const { client, organization } = await someone()
      const person = await app.person()
      await app.member(organization, person, { role: 'planner', status })
      const body = { email: person.email, roleId: organization.roles.planner }
      for (const call of [client.addUser({ body }), client.inviteUser({ body })].map(problemOf))
        expect(await call).toMatchObject({
          type: '/problems/already-a-member',
          errors: [{ pointer: '#/email' }],
        })
      expect(await mailsTo(person.email)).toEqual([])
    },
  )

  test('of four additions and invitations of one address at once, one succeeds and one mail goes out', async () => {
    const { client, organization } = await someone()
    for (const email of [newEmail(), (await app.person()).email]) {
      const body = { email, roleId: organization.roles.planner }
      const answers = await Promise.all(
        [
          client.addUser({ body }),
          client.inviteUser({ body }),
          client.addUser({ body }),
          client.inviteUser({ body }),
        ].map(resultOf),
      )
      expect(answers.toSorted()).toEqual([
        'already-a-member',
        'already-a-member',
        'already-a-member',
        'done',
      ])
      expect(await mailsTo(email)).toHaveLength(1)
    }
  })

  test('a double click with one Idempotency-Key adds once and answers twice', async () => {
    const { client, organization } = await someone()
    const email = newEmail()
    const request = {
      body: { email, roleId: organization.roles.planner },
      idempotencyKey: randomUUID(),
    }
    const [first, second] = await Promise.all([client.addUser(request), client.addUser(request)])
    expect(second).toEqual(first)
    expect(await mailsTo(email)).toHaveLength(1)
  })
})

describe('US5: invitations', () => {
  const invited = async () => {
    const by = await someone()
    const person = await app.person()
    const body = { email: person.email, roleId: by.organization.roles.planner }
    const invitation = await by.client.inviteUser({ body })
    return { ...by, by, invitee: person, body, invitation, params: { memberId: invitation.id } }
  }

  test('wait in the picker for 7 days; accepted, they are an organization to enter', async () => {
    const { client, invitee, invitation, organization, params } = await invited()
    expect(new Date(invitation.expiresAt).getTime() - Date.now()).toBeGreaterThan(7 * day - 60_000)
    expect(await mailsTo(invitee.email)).toMatchObject([
      {
        template: 'invitation',
        values: { token: null, invitedBy: 'Ana Person', expiresAt: invitation.expiresAt },
      },
    ])
    const pending = (await signIn(invitee.email)).client
    expect(await pending.listMyOrganizations()).toMatchObject({
      organizations: [],
      pendingInvitations: [
        { memberId: invitation.id, name: organization.name, invitedBy: 'Ana Person' },
      ],
    })
    expect(await resultOf(pending.switchOrganization({ body: params }))).toBe(
      'organization-not-found',
    )
    await pending.acceptInvitation({ params })
    const after = await pending.listMyOrganizations()
    expect(after).toMatchObject({
      organizations: [{ memberId: invitation.id }],
      pendingInvitations: [],
    })
    expect((await pending.switchOrganization({ body: params })).outcome).toBe('entered')
    expect(await client.getUser({ params })).toMatchObject({
      status: 'registering',
      source: 'invited',
      invitationExpiresAt: null,
    })
  })

  test('hold the link to set a password for somebody new', async () => {
    const { client, organization } = await someone()
    const email = newEmail()
    const { id } = await client.inviteUser({ body: { email, roleId: organization.roles.planner } })
    const token = (await mailsTo(email))[0]?.values.token ?? ''
    await app
      .clientWith()
      .setPassword({ body: { token, password: 'an entirely different phrase 42' } })
    const pending = (await signIn(email, 'an entirely different phrase 42')).client
    await pending.acceptInvitation({ params: { memberId: id } })
    expect((await pending.listMyOrganizations()).organizations).toHaveLength(1)
  })

  test('expire: gone from the picker, not to be accepted, replaced by a new one or an addition', async () => {
    const { by, invitee, params, body } = await invited()
    const pending = (await signIn(invitee.email)).client
    await app.owner.transaction((tx) =>
      tx.query(
        sql`update members set invitation_expires_at = now() - interval '1 second' where id = ${params.memberId}`,
      ),
    )
    expect((await pending.listMyOrganizations()).pendingInvitations).toEqual([])
    expect(await resultOf(pending.acceptInvitation({ params }))).toBe('not-found')
    const again = await by.client.inviteUser({ body })
    expect(again.id).not.toBe(params.memberId)
    expect((await pending.listMyOrganizations()).pendingInvitations).toMatchObject([
      { memberId: again.id },
    ])
    expect(await resultOf(by.client.addUser({ body }))).toBe('already-a-member')
  })

  test('US6: a member’s is sent again in their name, and only where members may invite', async () => {
    const admin = await someone()
    const member = await someone('admin', admin.organization)
    await member.client.updateMyProfile({ body: { firstName: 'Budi', lastName: 'Santoso' } })
    await admin.client.updateJoiningRules({ body: { membersMayInvite: true } })
    const email = newEmail()
    await member.client.inviteColleague({ body: { email } })
    const [row] = (await admin.client.listUsers({ query: { q: email } })).items
    if (!row) throw new Error('the colleague is not in the table')
    const resend = () => admin.client.resendInvitation({ params: { memberId: row.id } })
    await resend()
    const mails = await mailsTo(email)
    expect(mails.map(({ template, values }) => [template, values.invitedBy])).toEqual([
      ['colleague-invitation', 'Budi Santoso'],
      ['colleague-invitation', 'Budi Santoso'],
    ])
    // Nobody could accept it.
    await admin.client.updateJoiningRules({ body: { membersMayInvite: false } })
    app.clock.now = new Date(Date.now() + 61_000)
    expect(await resultOf(resend())).toBe('inviting-is-off')
    expect(await mailsTo(email)).toHaveLength(2)
    // An administrator's own decision is enough.
    const body = { email, roleId: admin.organization.roles.planner }
    expect(await resultOf(admin.client.inviteUser({ body }))).toBe('done')
    expect((await mailsTo(email)).at(-1)?.template).toBe('invitation')
  })

  test('sent again, but not twice a minute, they have 7 new days, also after they expired', async () => {
    const { by, invitee, params } = await invited()
    await app.owner.transaction((tx) =>
      tx.query(
        sql`update members set invitation_expires_at = now() - interval '1 day' where id = ${params.memberId}`,
      ),
    )
    await by.client.resendInvitation({ params })
    const { invitationExpiresAt } = await by.client.getUser({ params })
    expect(new Date(invitationExpiresAt ?? 0).getTime() - Date.now()).toBeGreaterThan(
      7 * day - 60_000,
    )
    const mails = await mailsTo(invitee.email)
    expect(mails.map((mail) => mail.template)).toEqual(['invitation', 'invitation'])
    expect(mails[1]?.values.expiresAt).toBe(invitationExpiresAt)
    expect(await resultOf((await signIn(invitee.email)).client.acceptInvitation({ params }))).toBe(
      'done',
    )
    expect(await resultOf(by.client.resendInvitation({ params }))).toBe('too-many-requests')
    app.clock.now = new Date(Date.now() + 61_000)
    try {
      expect(await resultOf(by.client.resendInvitation({ params }))).toBe('done')
    } finally {
      app.clock.now = null
    }
  })

  test('an addition’s link is sent again until it was entered; the earlier link stops', async () => {
    const { client, organization } = await someone()
    const email = newEmail()
    const { id } = await client.addUser({ body: { email, roleId: organization.roles.planner } })
    await client.resendInvitation({ params: { memberId: id } })
    const [first, second] = (await mailsTo(email)).map((mail) => mail.values.token ?? '')
    expect(
      await resultOf(app.clientWith().checkPasswordLink({ body: { token: first ?? '' } })),
    ).toBe('link-not-valid')
    expect(await app.clientWith().checkPasswordLink({ body: { token: second ?? '' } })).toEqual({
      email,
    })
    const entered = await app.member(organization, await app.person(), { role: 'planner' })
    expect(await resultOf(client.resendInvitation({ params: { memberId: entered } }))).toBe(
      'not-in-status',
    )
  })

  test('are taken back; of taking back and accepting at once, one happens', async () => {
    for (let round = 0; round < 5; round++) {
      const { by, invitee, params } = await invited()
      const pending = (await signIn(invitee.email)).client
      const answers = await Promise.all([
        resultOf(by.client.revokeInvitation({ params })),
        resultOf(pending.acceptInvitation({ params })),
      ])
      expect([
        ['done', 'not-found'],
        ['not-in-status', 'done'],
      ]).toContainEqual(answers)
    }
  })

  test('are accepted once, also by two tabs at once, and declined', async () => {
    const { by, invitee, params, body } = await invited()
    const pending = (await signIn(invitee.email)).client
    const answers = await Promise.all(
      [1, 2, 3].map(() => resultOf(pending.acceptInvitation({ params }))),
    )
    expect(answers.toSorted()).toEqual(['done', 'not-found', 'not-found'])
    await pending.declineInvitation({ params })
    expect(await resultOf(by.client.getUser({ params }))).toBe('not-found')
    const again = await by.client.inviteUser({ body })
    await pending.declineInvitation({ params: { memberId: again.id } })
    expect((await pending.listMyOrganizations()).pendingInvitations).toEqual([])
  })

  test('only the invited identity can accept or decline; also out of a session elsewhere', async () => {
    const { invitee, by, params } = await invited()
    const stranger = await someone()
    for (const client of [stranger.client, by.client])
      for (const call of [
        client.acceptInvitation({ params }),
        client.declineInvitation({ params }),
      ].map(resultOf))
        expect(await call).toBe('not-found')
    expect(await resultOf(app.clientWith().acceptInvitation({ params }))).toBe('not-signed-in')
    const elsewhere = await app.organization()
    const session = await app.signedIn(invitee, await app.member(elsewhere, invitee))
    await session.client.acceptInvitation({ params })
    expect((await session.client.getSession()).organization.id).toBe(elsewhere.id)
    expect((await session.client.listMyOrganizations()).organizations).toHaveLength(2)
  })

  test('of an organization that is not alive cannot be answered', async () => {
    const { invitee, organization, params } = await invited()
    await app.owner.transaction((tx) =>
      tx.query(sql`update organizations set status = 'suspended' where id = ${organization.id}`),
    )
    const pending = (await signIn(invitee.email)).client
    for (const call of [
      pending.acceptInvitation({ params }),
      pending.declineInvitation({ params }),
    ].map(resultOf))
      expect(await call).toBe('not-found')
  })

  test('suspended people neither accept nor decline their way out', async () => {
    const { client, organization } = await someone()
    const person = await app.person()
    const memberId = await app.member(organization, person, {
      role: 'planner',
      status: 'suspended',
      entered: false,
    })
    const pending = (await signIn(person.email)).client
    expect(await resultOf(pending.declineInvitation({ params: { memberId } }))).toBe('not-found')
    expect((await client.getUser({ params: { memberId } })).status).toBe('suspended')
  })
})

describe('US9, RP5: invitations of owners', () => {
  test('only owners make, resend and revoke them', async () => {
    const owner = await someone()
    const admin = await someone('admin', owner.organization)
    const { roles } = owner.organization
    for (const how of ['addUser', 'inviteUser'] as const)
      expect(
        await problemOf(admin.client[how]({ body: { email: newEmail(), roleId: roles.owner } })),
      ).toMatchObject({
        type: '/problems/owner-protected',
        errors: [{ pointer: '#/roleId' }],
      })
    const { id } = await owner.client.inviteUser({
      body: { email: newEmail(), roleId: roles.owner },
    })
    const params = { memberId: id }
    expect(await resultOf(admin.client.resendInvitation({ params }))).toBe('owner-protected')
    expect(await resultOf(admin.client.revokeInvitation({ params }))).toBe('owner-protected')
    await owner.client.revokeInvitation({ params })
  })

  test('OR3: declining as the only active owner is refused', async () => {
    const organization = await app.organization()
    const person = await app.person()
    const memberId = await app.member(organization, person, { entered: false })
    expect(
      await resultOf(
        (await signIn(person.email)).client.declineInvitation({ params: { memberId } }),
      ),
    ).toBe('last-owner')
  })
})

test('US3: addresses are taken in any writing that is one, and nothing else', async () => {
  const { client, organization } = await someone()
  const roleId = organization.roles.planner
  for (const email of [
    '',
    'a@b',
    'a b@example.test',
    'a@example.test, b@example.test',
    '=cmd|calc@',
    '"a"@example.test',
    'a\0@example.test',
    'a@example.test\r\nBcc: b@example.test',
    `${'x'.repeat(65)}@example.test`,
    `a@${'x'.repeat(260)}.test`,
    '<script>@example.test',
  ])
    expect(await problemOf(client.addUser({ body: { email, roleId } }))).toMatchObject({
      type: '/problems/invalid-request',
      errors: [{ pointer: '#/email' }],
    })
  const unicode = `é-${randomUUID().slice(0, 8)}@bücher.example`
  expect((await client.addUser({ body: { email: unicode, roleId } })).email).toMatch(
    /@xn--bcher-kva\.example$/,
  )
  const formula = `=1+1-${randomUUID().slice(0, 8)}@example.test`
  expect(
    (await client.addUser({ body: { email: formula, firstName: '=HYPERLINK("x")', roleId } }))
      .email,
  ).toBe(formula)
})

test('every way in and out leaves its row in the audit log of its organization', async () => {
  const { client, organization } = await someone()
  const roleId = organization.roles.planner
  const person = await app.person()
  const { id: added } = await client.addUser({ body: { email: person.email, roleId } })
  const pending = (await signIn(person.email)).client
  await pending.declineInvitation({ params: { memberId: added } })
  const { id: invited } = await client.inviteUser({ body: { email: person.email, roleId } })
  await client.resendInvitation({ params: { memberId: invited } })
  await pending.acceptInvitation({ params: { memberId: invited } })
  await client.suspendUser({ params: { memberId: invited } })
  await client.restoreUser({ params: { memberId: invited } })
  const { id: revoked } = await client.inviteUser({ body: { email: newEmail(), roleId } })
  await client.revokeInvitation({ params: { memberId: revoked } })
  const events = await app.owner.transaction((tx) =>
    tx.query<{
      action: string
      subject: MemberId
    }>(sql`select action, subject_id as subject from audit_events
      where organization_id = ${organization.id} and subject_id is not null order by id`),
  )
  expect(events.map(({ action, subject }) => [action, subject])).toEqual([
    ['user.added', added],
    ['invitation.declined', added],
    ['user.invited', invited],
    ['invitation.resent', invited],
    ['invitation.accepted', invited],
    ['user.suspended', invited],
    ['user.restored', invited],
    ['user.invited', revoked],
    ['invitation.revoked', revoked],
  ])
})

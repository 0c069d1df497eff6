import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { paths } from '#web/paths.ts'
import { journey, phone } from './browser.ts'
import { endJoinings } from './in-database.ts'
import { look } from './look.ts'
import { readCode, readMail } from './mailbox.ts'
import { makeTeam, type Person, signInAs, type Team } from './team.ts'
import { enterBy, fits, inFrameOf } from './walk.ts'
import { type Words, wordsIn } from './words.ts'

const en = wordsIn('en')
const password = 'nine patient lamps along the quay'
const handset = { ...phone, viewport: { width: 390, height: 844 } }
const newEmail = (name: string, domain = 'example.com') =>
  `${name}-${randomUUID().slice(0, 8)}@${domain}`

/** What the organization elsewhere is called: no page of another one may ever say it. */
const planted = 'Zanzibar'

/** Somebody who works in another organization already, under a name that nobody else may see. */
async function makeStranger(): Promise<Person> {
  const elsewhere = await makeTeam(`${planted} Spices`)
  return elsewhere.addPerson('Stranger')
}

/** Reads every answer that a page gets and all of what it shows; tells whether the planted word was ever among it. */
function listenFor(page: Page, word: string) {
  const heard: string[] = []
  const reading: Promise<unknown>[] = []
  page.on('response', (response) => {
    if (!response.url().includes('/api/')) return
    const body = response.text().then(
      (text) => text.includes(word) && heard.push(`${response.url()}: ${text.slice(0, 300)}`),
      () => undefined,
    )
    reading.push(body)
  })
  return async () => {
    await Promise.all(reading)
    if ((await page.content()).includes(word)) heard.push(page.url())
    return heard
  }
}

async function openWays(team: Team) {
  await team.client.updateJoiningRules({ body: { externalSignUp: true, membersMayInvite: true } })
}

async function makeLink(team: Team, body: { domains?: string[]; usesMax?: number } = {}) {
  const link = await team.client.createAccessLink({
    body: { name: 'Journey', ...body },
    idempotencyKey: randomUUID(),
  })
  const { pathname, hash } = new URL(link.url)
  return { ...link, address: pathname + hash }
}

const continueWith = (page: Page, t: Words = en) =>
  page.getByRole('button', { name: t('door.continue'), exact: true }).click()

/** Address and code, on whichever page asks for them. */
async function proveMailbox(page: Page, email: string, t: Words = en) {
  await page.getByLabel(t('sign-in.email')).fill(email)
  await page.getByRole('button', { name: t('sign-up.send-code') }).click()
  await page.getByLabel(t('door.mail.code')).fill(await readCode(email))
}

/** The last step of an access link. */
async function sayWho(page: Page, team: Team, t: Words = en) {
  await page.getByLabel(t('registration.first-name')).fill('Nina')
  await page.getByLabel(t('registration.last-name')).fill('Newcomer')
  await page.getByLabel(t('sign-in.password'), { exact: true }).fill(password)
  await page.getByRole('button', { name: t('join.title', { name: team.name }) }).click()
}

/** Whoever enters for the first time says who they are there. */
async function register(page: Page, team: Team, t: Words = en) {
  await page.getByRole('heading', { name: t('registration.title', { name: team.name }) }).waitFor()
  const first = page.getByLabel(t('registration.first-name'))
  if (!(await first.inputValue())) {
    await first.fill('Sita')
    await page.getByLabel(t('registration.last-name')).fill('Elsewhere')
  }
  await page.getByRole('button', { name: t('registration.finish') }).click()
  await inFrameOf(page, team, t)
}

/** In the administrators' list of refused attempts. */
async function openRefused(page: Page, team: Team) {
  await page.goto(paths.users(team.slug))
  await page.getByRole('button', { name: en('users.refused.show'), exact: true }).click()
  return page.getByRole('dialog', { name: en('users.refused.title') })
}

journey(
  'US8: sign-up whole, by keyboard alone: address, code, password, oneself, organization, colleagues; then the Task page',
  async ({ page }) => {
    const email = newEmail('founder')
    const colleague = newEmail('colleague')
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    }
    /** A step is there, and takes what is typed. */
    const focused = () =>
      expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT')
    const at = async (step: string) => {
      await page.getByRole('heading', { name: en(`sign-up.steps.${step}.title`) }).waitFor()
      await focused()
    }
    await page.goto(paths.signIn())
    await page.getByRole('link', { name: en('sign-in.sign-up') }).focus()
    await press('Enter')
    await at('address')
    await look(page, 'sign-up-address')
    await page.keyboard.type(email)
    await press('Enter')

    await page.getByText(en('sign-up.mailed', { email })).waitFor()
    await look(page, 'sign-up-code')
    // On the way to the mailbox and back a phone may load the page anew.
    await page.reload()
    await page.getByText(en('sign-up.mailed', { email })).waitFor()
    await focused()
    await page.keyboard.insertText(await readCode(email))

    // Too easy is said before anything is sent.
    await at('password')
    await page.keyboard.type('password1234')
    await page.getByText(en('sign-up.strength.weak')).waitFor()
    await press('Enter')
    await page
      .getByText(en('field-errors.weak'))
      .or(page.getByText(/too easy to guess/))
      .first()
      .waitFor()
    await press('Control+a')
    await page.keyboard.type(password)
    await page.getByText(en('sign-up.strength.strong')).waitFor()
    await look(page, 'sign-up-password')
    await press('Enter')

    await at('person')
    await page.keyboard.type('Fitri')
    await press('Tab')
    await page.keyboard.type('Founder')
    await press('Tab')
    await page.keyboard.type('Singap')
    const singapore = page.getByRole('option', { name: 'Singapore' })
    await singapore.waitFor()
    await press('ArrowDown')
    // Keys come faster from here than from a hand: Enter takes what is marked.
    await page.locator('[role=option][data-focused]').waitFor()
    await press('Enter')
    await singapore.waitFor({ state: 'detached' })
    await look(page, 'sign-up-person')
    await press('Enter')

    await at('organization')
    await page.keyboard.type('Fitri Freight')
    await press('Tab')
    await page.keyboard.type('Harbour')
    const map = page.getByRole('application')
    await map.waitFor()
    // The country centres the map: Enter puts the pin into its middle.
    await map.focus()
    await press('Enter')
    await expect
      .poll(() => page.getByRole('textbox', { name: en('founding.coordinate') }).inputValue())
      .toMatch(/^1\.\d+, 10[34]/)
    await look(page, 'sign-up-organization')

    // Back and forth loses nothing; a reload only the password.
    await page.goBack()
    await at('person')
    await expect
      .poll(() => page.getByLabel(en('registration.first-name')).inputValue())
      .toBe('Fitri')
    await page.goForward()
    await at('organization')
    await page.reload()
    await page.getByText(en('sign-up.password-again')).waitFor()
    await focused()
    await page.keyboard.type(password)
    await press('Enter')
    await at('person')
    await press('Enter')
    await at('organization')
    await press('Enter')

    await at('colleagues')
    await page.keyboard.type(colleague)
    await look(page, 'sign-up-colleagues')
    await press('Enter')
    await inFrameOf(page, { name: 'Fitri Freight' })
    expect(new URL(page.url()).pathname).toMatch(/^\/o\/fitri-freight[^/]*\/tasks$/)
    expect(await readMail(colleague, /(Fitri Freight)/)).toBe('Fitri Freight')
    // Nothing of it stays in the tab.
    await expect.poll(() => page.evaluate(() => sessionStorage.getItem('foyer.sign-up'))).toBeNull()
  },
)

journey(
  'US8, LG1: for an address that is known the page shows the same; the mail says that there is an account',
  async ({ page, newVisitor }) => {
    const stranger = await makeStranger()
    const seen = listenFor(page, planted)
    const other = await newVisitor()
    const unknown = newEmail('unknown')
    const begin = async (where: Page, email: string) => {
      await where.goto(paths.signUp())
      await where.getByLabel(en('sign-in.email')).fill(email)
      await where.getByRole('button', { name: en('sign-up.send-code') }).click()
      await where.getByText(en('sign-up.mailed', { email })).waitFor()
      return ((await where.getByRole('main').textContent()) ?? '')
        .replaceAll(email, '…')
        .replaceAll(/\d+:\d+/g, '…')
    }
    expect(await begin(page, stranger.email)).toBe(await begin(other, unknown))
    await readMail(stranger.email, /(You have an account already)/)
    // No code opens it, as a wrong one opens nothing for the other.
    for (const where of [page, other]) {
      await where.getByLabel(en('door.mail.code')).fill('000000')
      await where
        .getByText(/wrong, used or too old/i)
        .first()
        .waitFor()
    }
    expect(await seen()).toEqual([])
  },
)

journey('US8: a sign-up that took too long says so, and keeps what was typed', async ({ page }) => {
  const email = newEmail('slow')
  await page.goto(paths.signUp())
  await proveMailbox(page, email)
  await page.getByLabel(en('sign-in.password'), { exact: true }).fill(password)
  await continueWith(page)
  await page.getByLabel(en('registration.first-name')).fill('Slamet')
  await page.getByLabel(en('registration.last-name')).fill('Slow')
  await page.getByRole('combobox', { name: en('sign-up.country') }).fill('Singap')
  await page.getByRole('option', { name: 'Singapore' }).click()
  await continueWith(page)
  await page.getByLabel(en('founding.name')).fill('Slow Boats')
  await page.getByLabel(en('founding.hub-name')).fill('Pier')
  await page.getByRole('textbox', { name: en('founding.coordinate') }).fill('1.29, 103.8')
  await continueWith(page)
  await page.getByRole('heading', { name: en('sign-up.steps.colleagues.title') }).waitFor()
  await endJoinings(email)
  await page.getByRole('button', { name: en('founding.create') }).click()
  await page.getByText(en('sign-up.expired')).waitFor()
  await expect.poll(() => page.getByLabel(en('sign-in.email')).inputValue()).toBe(email)
  await look(page, 'sign-up-expired')
  await page.getByRole('button', { name: en('sign-up.send-code') }).click()
  await page.getByLabel(en('door.mail.code')).fill(await readCode(email))
  // Everything is there: only the last step is left.
  await page.getByRole('button', { name: en('founding.create') }).click()
  await inFrameOf(page, { name: 'Slow Boats' })
})

journey('US8: on a phone, in Indonesian, without colleagues', async ({ newVisitor }) => {
  const t = wordsIn('id')
  const page = await newVisitor({ ...handset, locale: 'id-ID' })
  const email = newEmail('ponsel')
  await page.goto(paths.signUp())
  await expect.poll(() => fits(page)).toBe(true)
  await proveMailbox(page, email, t)
  await page.getByLabel(t('sign-in.password'), { exact: true }).fill(password)
  await continueWith(page, t)
  await page.getByLabel(t('registration.first-name')).fill('Putri')
  await page.getByLabel(t('registration.last-name')).fill('Ponsel')
  await page.getByRole('combobox', { name: t('sign-up.country') }).fill('Indonesia')
  await page.getByRole('option', { name: 'Indonesia', exact: true }).click()
  await continueWith(page, t)
  await page.getByLabel(t('founding.name')).fill('Ponsel Jaya')
  await page.getByLabel(t('founding.hub-name')).fill('Bandung')
  await page.getByRole('application').waitFor()
  await page.getByRole('application').tap()
  await look(page, 'sign-up-phone')
  await continueWith(page, t)
  await page.getByRole('button', { name: t('founding.create') }).click()
  await inFrameOf(page, { name: 'Ponsel Jaya' }, t)
})

journey(
  'US6: external sign-up is opened, a link made and shown once; a newcomer joins by it, another is refused once it is revoked',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Open House')
    await signInAs(page, team.owner)
    await inFrameOf(page, team)
    await page.goto(paths.joining(team.slug))
    await page.getByText(en('joining.links.none'), { exact: true }).waitFor()
    await look(page, 'joining-empty')
    await page.getByText(en('joining.externalSignUp.label'), { exact: true }).click()
    await page.getByText(en('joining.externalSignUp.opened')).waitFor()
    await page.getByRole('button', { name: en('joining.links.create') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(en('joining.links.name'), { exact: true }).fill('Job fair')
    await dialog.getByLabel(en('joining.links.domains')).fill('acme.example, @ACME-two.example ')
    await dialog.getByRole('row', { name: 'acme-two.example' }).waitFor()
    // The one hub that there is.
    await dialog.getByRole('row', { name: 'Main hub' }).waitFor()
    await dialog.getByLabel(en('joining.links.max')).fill('5')
    await look(page, 'joining-create-link')
    await dialog.getByRole('button', { name: en('joining.links.create') }).click()
    await page.getByText(en('joining.links.warn-domains')).waitFor()
    const address = new URL((await page.getByRole('dialog').locator('code').textContent()) ?? '')
    await look(page, 'joining-link-made')
    await page.getByRole('button', { name: en('joining.links.done') }).click()
    await page.getByRole('row', { name: /Job fair/ }).waitFor()
    expect(await page.content()).not.toContain(address.hash.slice(1))

    const newcomer = await newVisitor({ ...handset })
    const email = newEmail('newcomer', 'acme.example')
    await newcomer.goto(address.pathname + address.hash)
    await newcomer.getByRole('heading', { name: en('join.title', { name: team.name }) }).waitFor()
    await newcomer
      .getByText(en('join.domains', { domains: 'acme.example and acme-two.example' }))
      .waitFor()
    // The token stands in no address bar and no history.
    await expect.poll(() => new URL(newcomer.url()).hash).toBe('')
    await look(newcomer, 'join-address-phone')
    await proveMailbox(newcomer, email)
    await newcomer.getByLabel(en('registration.first-name')).waitFor()
    await look(newcomer, 'join-registration-phone')
    await sayWho(newcomer, team)
    await register(newcomer, team)
    const { items } = await team.client.listUsers({ query: { q: email } })
    expect(items).toMatchObject([
      { status: 'active', role: { template: 'field_user' }, hubs: [{ name: 'Main hub' }] },
    ])

    await page.reload()
    await page
      .getByRole('row', { name: /Job fair/ })
      .getByText('1 of 5')
      .waitFor()
    await page
      .getByRole('button', { name: en('joining.links.revoke-one', { name: 'Job fair' }) })
      .click()
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: en('joining.links.revoke') })
      .click()
    await page.getByText(en('joining.links.revoked', { name: 'Job fair' })).waitFor()
    await look(page, 'joining-revoked')
    const late = await newVisitor()
    await late.goto(address.pathname + address.hash)
    await late.getByText(en('join.gone')).waitFor()
    await look(late, 'join-gone')
  },
)

journey(
  'US7: whoever works elsewhere is refused by an access link, added with one click, and signs in with their own password',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Closed Shop')
    await openWays(team)
    const link = await makeLink(team)
    const stranger = await makeStranger()
    const away = await newVisitor()
    const toldAway = listenFor(away, planted)
    await away.goto(link.address)
    await proveMailbox(away, stranger.email)
    await away
      .getByRole('heading', {
        name: en('join.ends.registered-elsewhere.title', { name: team.name }),
      })
      .waitFor()
    await away.getByText(en('join.ends.registered-elsewhere.next', { name: team.name })).waitFor()
    await look(away, 'join-registered-elsewhere')
    expect(await toldAway()).toEqual([])
    // The same after a reload: the code is used.
    await away.reload()
    await away.getByText(en('join.ends.registered-elsewhere.next', { name: team.name })).waitFor()

    const toldOwner = listenFor(page, planted)
    await signInAs(page, team.owner)
    await inFrameOf(page, team)
    const refused = await openRefused(page, team)
    await refused.getByText(en('users.refused.reasons.registered-elsewhere')).waitFor()
    await refused.getByText(en('users.refused.paths.access-link')).waitFor()
    await look(page, 'refused-access-link')
    await refused.getByRole('combobox', { name: en('users.hubs') }).fill('Main')
    await page.getByRole('option', { name: 'Main hub' }).click()
    // The list stays open for more.
    await page.keyboard.press('Escape')
    await refused.getByRole('button', { name: /^Add / }).click()
    await page.getByText(en('users.modes.add.done', { email: stranger.email })).waitFor()
    const [added] = (await team.client.listUsers({ query: { q: stranger.email } })).items
    expect(added?.hubs.map(({ name }) => name)).toEqual(['Main hub'])
    await page.goto(paths.users(team.slug))
    await page.getByText(stranger.email).first().waitFor()
    expect(await toldOwner()).toEqual([])

    await signInAs(away, stranger)
    await enterBy(away, en('picker.enter-of', { name: team.name }))
    await register(away, team)
  },
)

journey(
  'US6, US7: a member invites: somebody new accepts, somebody who works elsewhere is refused in place and added by an administrator',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Friends Of Friends')
    const member = await team.addPerson('Mira', 'field_user')
    const stranger = await makeStranger()
    await signInAs(page, member)
    await inFrameOf(page, team)
    const menu = () => page.getByRole('button', { name: en('shell.profile-menu', { name: '' }) })
    await menu().click()
    await page.getByRole('menuitem', { name: en('shell.profile') }).waitFor()
    await expect
      .poll(() => page.getByRole('menuitem', { name: en('colleagues.title') }).count())
      .toBe(0)
    await page.keyboard.press('Escape')
    await openWays(team)
    await page.reload()
    await inFrameOf(page, team)

    const told = listenFor(page, planted)
    const invite = async (email: string) => {
      const dialog = page.getByRole('dialog', { name: en('colleagues.title') })
      await dialog.getByLabel(en('users.email')).fill(email)
      await dialog.getByRole('button', { name: en('users.modes.invite.submit') }).click()
      await page.getByText(en('users.modes.invite.done', { email })).waitFor()
      await dialog.waitFor({ state: 'detached' })
    }
    const newcomer = newEmail('friend')
    await menu().click()
    await page.getByRole('menuitem', { name: en('colleagues.title') }).click()
    await look(page, 'invite-colleague')
    await invite(newcomer)
    // ⌘K knows it too, and says of somebody known what it says of anybody.
    await page.keyboard.press('Control+k')
    // A space typed before would press the button that still has the focus.
    const palette = page.getByRole('searchbox', { name: en('shell.search') })
    await palette.and(page.locator(':focus')).waitFor()
    await page.keyboard.type(en('colleagues.title'))
    await page.getByRole('menuitem', { name: en('colleagues.title') }).waitFor()
    await page.keyboard.press('Enter')
    await invite(stranger.email)
    expect(await told()).toEqual([])

    const friend = await newVisitor()
    const token = await readMail(newcomer, /\/set-password#(\S+)/)
    await friend.goto(`/set-password#${token}`)
    await friend.getByLabel(en('set-password.password')).fill(password)
    await friend.getByRole('button', { name: en('set-password.set') }).click()
    await friend.getByRole('heading', { name: en('sign-in.title') }).waitFor()
    await signInAs(friend, { email: newcomer, password })
    await enterBy(friend, en('organizations.accept-of', { name: team.name }))
    await register(friend, team)

    const away = await newVisitor()
    await signInAs(away, stranger)
    await inFrameOf(away, { name: `${planted} Spices` })
    await away.getByRole('button', { name: en('shell.profile-menu', { name: '' }) }).click()
    await away.getByRole('menuitem', { name: en('shell.switch-organization') }).click()
    await enterBy(away, en('organizations.accept-of', { name: team.name }))
    await away
      .getByText(en('organizations.refused.registered-elsewhere', { name: team.name }))
      .waitFor()
    await look(away, 'invitation-refused')

    const administrator = await newVisitor()
    const toldOwner = listenFor(administrator, planted)
    await signInAs(administrator, team.owner)
    await inFrameOf(administrator, team)
    const refused = await openRefused(administrator, team)
    await refused.getByText(en('users.refused.paths.member-invites')).waitFor()
    await refused.getByRole('button', { name: /^Add / }).click()
    await administrator.getByText(en('users.modes.add.done', { email: stranger.email })).waitFor()
    expect(await toldOwner()).toEqual([])
    await away.reload()
    await away.getByText(team.name).first().waitFor()
  },
)

journey(
  'US6: each refusal of an access link has its own words and its way on',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Many Reasons')
    await openWays(team)
    const member = await team.addPerson('Made')
    const any = await makeLink(team)
    await page.goto(any.address)
    await proveMailbox(page, member.email)
    await page
      .getByRole('heading', { name: en('join.ends.already-a-member.title', { name: team.name }) })
      .waitFor()
    await look(page, 'join-already-a-member')
    await page.getByRole('button', { name: en('set-password.to-sign-in') }).click()
    await expect.poll(() => page.getByLabel(en('sign-in.email')).inputValue()).toBe(member.email)

    const invited = newEmail('invited')
    await team.client.inviteUser({
      body: { email: invited, roleId: await team.roleId('planner') },
      idempotencyKey: randomUUID(),
    })
    const second = await newVisitor()
    await second.goto(any.address)
    await proveMailbox(second, invited)
    await second
      .getByRole('heading', { name: en('join.ends.invited-already.title', { name: team.name }) })
      .waitFor()

    const narrow = await makeLink(team, { domains: ['acme.example'] })
    const third = await newVisitor()
    await third.goto(narrow.address)
    const outsider = newEmail('outsider')
    await third.getByLabel(en('sign-in.email')).fill(outsider)
    await third
      .getByText(en('join.other-domain', { domains: 'acme.example', name: team.name }))
      .waitFor()
    await look(third, 'join-other-domain')
    await proveMailbox(third, outsider)
    await third.getByRole('heading', { name: en('join.ends.domain-not-listed.title') }).waitFor()
    await look(third, 'join-domain-not-listed')
    // Another address, without opening the link anew.
    await third.getByRole('button', { name: en('sign-up.other-address') }).click()
    await proveMailbox(third, newEmail('insider', 'acme.example'))
    await sayWho(third, team)
    await register(third, team)

    const single = await makeLink(team, { usesMax: 1 })
    const fourth = await newVisitor()
    await fourth.goto(single.address)
    await proveMailbox(fourth, newEmail('first'))
    await sayWho(fourth, team)
    await register(fourth, team)
    const fifth = await newVisitor()
    await fifth.goto(single.address)
    await proveMailbox(fifth, newEmail('second'))
    await fifth.getByRole('heading', { name: en('join.ends.link-used-up.title') }).waitFor()
  },
)

journey(
  'US6: whoever is signed in is told as whom, and goes on as that address or signs out',
  async ({ page }) => {
    const home = await makeTeam('Their Home')
    const team = await makeTeam('Next Door')
    await openWays(team)
    const link = await makeLink(team)
    const person = await home.addPerson('Wayan')
    await signInAs(page, person)
    await inFrameOf(page, home)
    await page.goto(link.address)
    await page.getByText(en('join.signed-in', { email: person.email })).waitFor()
    await look(page, 'join-signed-in')
    await page.getByRole('button', { name: en('join.go-on-as', { email: person.email }) }).click()
    await page.getByLabel(en('door.mail.code')).waitFor()
    await page.getByRole('link', { name: en('sign-up.other-address') }).click()
    await page.goto(paths.signUp())
    await page.getByRole('heading', { name: en('sign-up.signed-in') }).waitFor()
    await look(page, 'sign-up-signed-in')
    await page.getByRole('button', { name: en('join.sign-out') }).click()
    await page.getByRole('heading', { name: en('sign-up.steps.address.title') }).waitFor()
  },
)

journey(
  'US3, US5: an administrator adds and invites in the same words, whether the person is known or not',
  async ({ page }) => {
    const team = await makeTeam('By Hand')
    const stranger = await makeStranger()
    const told = listenFor(page, planted)
    await signInAs(page, team.owner)
    await inFrameOf(page, team)
    for (const email of [newEmail('new'), stranger.email]) {
      await page.goto(paths.user(team.slug, 'new'))
      const dialog = page.getByRole('dialog', { name: en('users.add') })
      await dialog.getByLabel(en('users.email')).fill(email)
      await dialog.getByRole('button', { name: new RegExp(en('users.role')) }).click()
      await page.getByRole('option', { name: en('roles.templates.planner') }).click()
      await dialog.getByRole('button', { name: en('users.modes.add.submit') }).click()
      await page.getByText(en('users.modes.add.done', { email })).waitFor()
      await page.getByText(en('users.modes.add.next')).first().waitFor()
    }
    expect(await told()).toEqual([])
  },
)

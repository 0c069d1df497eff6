import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { type OpenIdPeer, startOpenIdProvider } from '#test/peers/openid-provider.ts'
import { paths, withDialog } from '#web/paths.ts'
import { expectAccessible, journey, phone } from './browser.ts'
import { addAccount, connect, demandSso, makeSsoTeam, signInThere } from './identity-provider.ts'
import { proveDomain } from './in-database.ts'
import { look } from './look.ts'
import { readCode } from './mailbox.ts'
import { makeTeam, signInAs } from './team.ts'
import { belongTo, enterBy, inFrameOf } from './walk.ts'
import { wordsIn } from './words.ts'

let peer: OpenIdPeer
beforeAll(async () => {
  peer = await startOpenIdProvider()
})
afterAll(() => peer.stop())

const pathOf = (page: Page) => {
  const { pathname, search } = new URL(page.url())
  return pathname + search
}

journey(
  'LG5, SS2: with nobody signed in; cancelled, then proved once by the mailbox; afterwards without; out there as well',
  async ({ page }) => {
    const team = await makeSsoTeam(peer, 'Address Acme', { signOutThere: true })
    const gita = await team.addPerson('Gita')
    addAccount(peer, gita)
    await team.client.updateOrganization({ body: { configuration: { accent: 'teal' } } })
    await demandSso(team)
    const through = () =>
      page.getByRole('button', { name: 'Continue with Address Acme ID' }).click()

    await page.goto(paths.organizationSignIn(team.slug, paths.users(team.slug)))
    await page.getByRole('heading', { name: 'Sign in to Address Acme' }).waitFor()
    await page.locator('html[data-accent="teal"]').waitFor()
    await look(page, 'sso-address')
    await through()
    await page.getByRole('link', { name: 'Cancel' }).click()
    await page.getByText('You did not sign in').waitFor()
    expect(pathOf(page)).toBe(paths.organizationSignIn(team.slug, paths.users(team.slug)))
    await look(page, 'sso-cancelled')

    await through()
    await signInThere(page, gita)
    await page.getByRole('heading', { name: 'Prove once that this is you' }).waitFor()
    // Neither code nor state is left in the address.
    expect(pathOf(page)).toBe(`/sso/${team.connection.id}/return`)
    await look(page, 'sso-prove')
    await page.getByText('Use your password instead').click()
    await page.getByLabel('Password', { exact: true }).waitFor()
    await page.getByText('Use a code from your mailbox').click()
    await page.getByLabel('Code from the mail').fill(await readCode(gita.email))
    await inFrameOf(page, team)
    expect(pathOf(page)).toBe(paths.users(team.slug))

    // Nothing is asked any more, neither there, where the browser is still known, nor here.
    await page.context().clearCookies({ domain: 'localhost' })
    await page.goto(paths.organizationSignIn(team.slug))
    await through()
    await inFrameOf(page, team)

    await page.getByRole('button', { name: /, your account$/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in to Foyer' }).waitFor()
    await page.goto(paths.organizationSignIn(team.slug))
    await through()
    await signInThere(page, gita)
    await inFrameOf(page, team)
  },
)

journey(
  'LG3, LG4, SW1: the picker leads on to the provider, the modal to an organization with passwords and back',
  async ({ newVisitor }) => {
    const t = wordsIn('id')
    const page = await newVisitor({ ...phone, locale: 'id-ID' })
    const acme = await makeSsoTeam(peer, 'Picker Acme', { language: 'id' })
    const globex = await makeTeam('Picker Globex', 'id')
    const hadi = await acme.addPerson('Hadi')
    await belongTo(globex, hadi, { entered: true })
    addAccount(peer, hadi)
    await demandSso(acme)

    await signInAs(page, hadi, t)
    await page.getByText(t('organizations.asks.sso')).waitFor()
    await look(page, 'sso-picker-id')
    await enterBy(page, t('picker.sign-in-of', { name: acme.name }))
    await page.getByRole('link', { name: 'Cancel' }).click()
    await page.getByText(t('sso-return.reasons.cancelled.title')).waitFor()
    expect(pathOf(page)).toBe(paths.door(acme.slug))
    await look(page, 'sso-door-id')
    await page
      .getByRole('button', { name: t('door.sso.continue-with', { name: 'Picker Acme ID' }) })
      .click()
    await signInThere(page, hadi)
    // Linked at once: the password of this log-in is Hadi's own proof.
    await inFrameOf(page, acme, t)

    const modal = page.getByRole('dialog', { name: t('shell.switch-organization') })
    await page.goto(withDialog(paths.tasks(acme.slug), 'switch'))
    await modal.getByRole('button', { name: t('switching.switch'), exact: true }).click()
    await inFrameOf(page, globex, t)
    // In another browser the modal leads to the provider.
    const other = await newVisitor({ ...phone, locale: 'id-ID' })
    await signInAs(other, hadi, t)
    await enterBy(other, t('picker.sign-in-of', { name: globex.name }))
    await inFrameOf(other, globex, t)
    await other.goto(withDialog(paths.tasks(globex.slug), 'switch'))
    await other
      .getByRole('button', { name: t('organizations.continue.sso', { name: acme.name }) })
      .click()
    await signInThere(other, hadi)
    await inFrameOf(other, acme, t)
  },
)

journey(
  'DR3, PR4: by single sign-on alone nothing else is shown, until something of one’s own is proved',
  async ({ page, newVisitor }) => {
    const acme = await makeSsoTeam(peer, 'Alone Acme')
    const globex = await makeTeam('Alone Globex')
    const indah = await acme.addPerson('Indah')
    await belongTo(globex, indah, { entered: true })
    addAccount(peer, indah)
    await demandSso(acme)
    const first = await newVisitor()
    await signInAs(first, indah)
    await enterBy(first, 'Sign In: Alone Acme')
    await signInThere(first, indah)
    await inFrameOf(first, acme)

    // LG7: somebody who is not signed in opens a page deep inside.
    await page.goto(paths.profile(acme.slug))
    await page.getByText(/which has a sign-in of its own/).waitFor()
    await look(page, 'sso-page-of')
    await page.getByRole('button', { name: 'Continue with Alone Acme ID' }).click()
    await signInThere(page, indah)
    await inFrameOf(page, acme)
    expect(pathOf(page)).toBe(paths.profile(acme.slug))

    await page.getByRole('button', { name: 'Alone Acme, show your organizations' }).click()
    await page.getByRole('button', { name: 'Prove that it is you' }).waitFor()
    await expect.poll(() => page.getByText('Alone Globex').count()).toBe(0)
    await page.keyboard.press('Escape')
    // What is the person's own, and not the organization's, asks before it shows anything.
    await page.goto(paths.security(acme.slug))
    const question = page.getByRole('dialog', { name: 'Confirm that it is you' })
    await question.getByLabel('Password', { exact: true }).waitFor()
    await expectAccessible(page)
    await question.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('heading', { name: 'Not confirmed' }).waitFor()
    for (const slug of [globex.slug, 'no-such-organization']) {
      await page.goto(paths.door(slug))
      await page.getByText(/only that organization is shown/).waitFor()
    }
    await page.goto(withDialog(paths.tasks(acme.slug), 'switch'))
    const modal = page.getByRole('dialog', { name: 'Switch Organization' })
    await modal.getByText(/to see your other organizations/).waitFor()
    await look(page, 'sso-alone')
    await modal.getByRole('button', { name: 'Prove that it is you' }).click()
    const proof = page.getByRole('dialog', { name: 'Prove that it is you' })
    await proof.getByText('Use your password instead').click()
    await proof.getByLabel('Password', { exact: true }).fill(indah.password)
    await expectAccessible(page)
    await proof.getByRole('button', { name: 'Continue' }).click()
    await modal.getByText('Alone Globex').waitFor()
    await modal.getByRole('button', { name: 'Switch', exact: true }).click()
    await inFrameOf(page, globex)
  },
)

journey(
  'SS2: what one browser began, another cannot end; somebody unknown is told who must add them, and may come as somebody else',
  async ({ page, newVisitor }) => {
    const team = await makeSsoTeam(peer, 'Borders Acme')
    await demandSso(team)
    const begun = page.waitForRequest(`${peer.issuer}/auth?**`)
    await page.goto(paths.organizationSignIn(team.slug))
    await page.getByRole('button', { name: 'Continue with Borders Acme ID' }).click()
    const back = await peer.authorize((await begun).url(), { account: team.owner.email })
    const other = await newVisitor()
    await other.goto(back)
    await other.getByRole('heading', { name: 'This began in another browser' }).waitFor()
    await look(other, 'sso-other-browser')

    const stranger = { email: `stranger-${crypto.randomUUID().slice(0, 8)}@example.com` }
    addAccount(peer, stranger)
    await signInThere(page, stranger)
    await page.getByRole('heading', { name: /you do not belong to Borders Acme yet/ }).waitFor()
    await look(page, 'sso-not-a-member')
    expect((await team.admin.listRefusedJoins()).items.map(({ email }) => email)).toEqual([
      stranger.email,
    ])
    await page.getByRole('button', { name: 'Back' }).click()
    await page.getByRole('heading', { name: 'Sign in to Borders Acme' }).waitFor()

    // The provider knows this browser now, and would say the same again: it is to ask who else they are.
    await page.getByRole('button', { name: 'Continue with Borders Acme ID' }).click()
    await page.getByRole('button', { name: 'Use another account there' }).click()
    await signInThere(page, team.owner)
    await inFrameOf(page, team)
  },
)

journey(
  'LG5, US7: an e-mail domain leads to the provider, where whoever comes first becomes a member, in the role of their group',
  async ({ page }) => {
    const team = await makeSsoTeam(peer, 'Domain Acme')
    const connectionId = team.connection.id
    const domain = `${crypto.randomUUID().slice(0, 8)}.example`
    await team.admin.addDomain({ body: { domain, connectionId } })
    await proveDomain(domain)
    const groupRoles = [{ group: 'kantor', roleId: await team.roleId('planner') }]
    await team.admin.updateConnection({
      params: { connectionId },
      body: { justInTime: true, groupRoles },
    })
    await demandSso(team)
    const nova = { email: `nova@${domain}` }
    addAccount(peer, nova)
    Object.assign(peer.accounts.get(nova.email)?.claims ?? {}, { groups: ['gudang', 'kantor'] })

    await page.goto(paths.signIn())
    await page.getByLabel('E-mail').fill(nova.email)
    await page.keyboard.press('Enter')
    const through = page.getByRole('button', { name: 'Continue with Domain Acme ID' })
    await through.waitFor()
    await expect.poll(() => page.getByLabel('Password', { exact: true }).count()).toBe(0)
    await look(page, 'sso-domain')
    // The way to a password stays open, and that form is as ever.
    await page.getByText('Use a password instead').click()
    await page.getByLabel('Password', { exact: true }).fill('a wrong guess or two')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByText('E-mail or password is wrong').waitFor()
    await through.click()
    await expect.poll(() => page.getByLabel('Login').inputValue()).toBe(nova.email)
    await page.getByRole('link', { name: 'Cancel' }).click()
    await page.getByText('You did not sign in').waitFor()
    await expect.poll(() => page.getByLabel('E-mail').inputValue()).toBe(nova.email)
    await page.keyboard.press('Enter')
    await signInThere(page, nova)
    await page.waitForURL(`**${paths.register(team.slug)}*`)
    const { items } = await team.admin.listUsers({ query: { q: nova.email } })
    expect(items).toMatchObject([{ role: { template: 'planner' }, source: 'single-sign-on' }])
  },
)

journey(
  'DR2, SS1: a connection that is disabled opens nothing from the next request on; a form is kept meanwhile',
  async ({ page }) => {
    const team = await makeSsoTeam(peer, 'Disabled Acme')
    const joko = await team.addPerson('Joko')
    addAccount(peer, joko)
    await connect(peer, team.admin, team.owner, 'Spare ID')
    await demandSso(team)
    await signInAs(page, joko)
    // Two ways: the door asks which.
    await page.getByRole('button', { name: 'Continue with Disabled Acme ID' }).click()
    await signInThere(page, joko)
    await inFrameOf(page, team)
    await page.goto(paths.profile(team.slug))
    const field = page.getByLabel('Phone')
    await field.fill('+62 811 555 0177')
    await team.admin.setConnectionStatus({
      params: { connectionId: team.connection.id },
      body: { status: 'disabled' },
    })

    // Else the provider would know the browser, and the window be gone at once.
    await page.context().clearCookies({ domain: '127.0.0.1' })

    await page.getByRole('button', { name: 'Save' }).click()
    const dialog = page.getByRole('dialog', { name: 'Disabled Acme asks for its single sign-on' })
    await dialog.getByText(/in a window of its own/).waitFor()
    await look(page, 'sso-step-up')
    const opened = page.context().waitForEvent('page')
    await dialog.getByRole('button', { name: 'Continue with Spare ID' }).click()
    const beside = await opened
    await beside.getByRole('link', { name: 'Cancel' }).click()
    await dialog.getByText('You did not sign in').waitFor()
    await expect.poll(() => beside.isClosed()).toBe(true)

    const again = page.context().waitForEvent('page')
    await dialog.getByRole('button', { name: 'Continue with Spare ID' }).click()
    await signInThere(await again, joko)
    await page.getByText('Your profile was saved').waitFor()
    await expect.poll(() => field.inputValue()).toBe('+62 811 555 0177')
    await page.reload()
    await expect.poll(() => field.inputValue()).toBe('+62 811 555 0177')
  },
)

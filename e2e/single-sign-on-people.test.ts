import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { type OpenIdPeer, startOpenIdProvider } from '#test/peers/openid-provider.ts'
import { paths } from '#web/paths.ts'
import { journey, phone } from './browser.ts'
import { demand, enrol } from './factors.ts'
import { addAccount, connect, demandSso, makeSsoTeam, signInThere } from './identity-provider.ts'
import { ageEvidence } from './in-database.ts'
import { look } from './look.ts'
import { readCode } from './mailbox.ts'
import { signInAs } from './team.ts'
import { enterBy, inFrameOf } from './walk.ts'
import { wordsIn } from './words.ts'

let peer: OpenIdPeer
beforeAll(async () => {
  peer = await startOpenIdProvider()
})
afterAll(() => peer.stop())

const through = (page: Page, name: string) =>
  page.getByRole('button', { name: `Continue with ${name}`, exact: true })

journey(
  'DR1, US7: guests use the password, the others the provider; who was refused is added with one click and comes in',
  async ({ page, newVisitor }) => {
    const team = await makeSsoTeam(peer, 'People Acme')
    const { slug } = team
    const [lina, mega, nina] = [
      await team.addPerson('Lina'),
      await team.addPerson('Mega'),
      await team.addPerson('Nina'),
    ]
    await demandSso(team)
    await page.goto(paths.organizationSignIn(slug, paths.users(slug)))
    await through(page, 'People Acme ID').click()
    await signInThere(page, team.owner)
    for (const name of ['Lina', 'Mega'])
      await page
        .getByRole('row', { name: new RegExp(name) })
        .getByRole('checkbox')
        .press('Space')
    await page.getByRole('toolbar').getByRole('button', { name: 'Sign-in' }).click()
    const question = page.getByRole('dialog', { name: 'How 2 users sign in' })
    await look(page, 'sso-guests')
    await question.getByRole('button', { name: 'Change sign-in' }).click()
    await page.getByText('2 users sign in differently now').waitFor()

    for (const guest of [lina, mega]) {
      const theirs = await newVisitor()
      await signInAs(theirs, guest)
      await inFrameOf(theirs, team)
    }
    const other = await newVisitor()
    await signInAs(other, nina)
    await other.getByRole('heading', { name: 'People Acme asks for its single sign-on' }).waitFor()

    const odi = { email: `odi-${randomUUID().slice(0, 8)}@example.com` }
    addAccount(peer, odi)
    const newcomer = await newVisitor(phone)
    await newcomer.goto(paths.organizationSignIn(slug))
    await through(newcomer, 'People Acme ID').click()
    await signInThere(newcomer, odi)
    await newcomer.getByRole('heading', { name: /you do not belong to People Acme yet/ }).waitFor()
    await look(newcomer, 'sso-refused-phone')

    await page.reload()
    await page.getByText('1 person tried to come in and was refused').waitFor()
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    const add = page.getByRole('button', { name: `Add ${odi.email}` })
    await add.waitFor()
    await look(page, 'sso-refused-people')
    await add.click()
    await page.getByText(`${odi.email} was added`).waitFor()

    await newcomer.getByRole('button', { name: 'Back' }).click()
    await through(newcomer, 'People Acme ID').click()
    const code = newcomer.getByLabel('Code from the mail')
    await code.waitFor()
    // Nobody who has none is led to a password.
    await expect.poll(() => newcomer.getByText('Use your password instead').count()).toBe(0)
    await code.fill(await readCode(odi.email))
    await enterBy(newcomer, 'Enter People Acme')
    await newcomer.waitForURL(`**${paths.register(slug)}*`)
  },
)

journey(
  'LG4: what may go wrong at a door with two providers is told where one is, and leads on',
  async ({ page }) => {
    const closing = await startOpenIdProvider()
    const team = await makeSsoTeam(peer, 'Trouble Acme')
    const [joko, kiki] = [await team.addPerson('Joko'), await team.addPerson('Kiki')]
    for (const one of [joko, kiki]) addAccount(peer, one)
    addAccount(closing, team.owner)
    await connect(closing, team.admin, team.owner, 'Second ID')
    await demandSso(team)
    addAccount(closing, joko)
    const begun = page.waitForRequest(`${closing.issuer}/auth?**`)
    await signInAs(page, joko)
    await through(page, 'Second ID').click()
    const back = await closing.authorize((await begun).url(), { account: joko.email })
    await page.getByLabel('Login').waitFor()
    await closing.stop()
    // It has just sent the browser back, and is gone when we ask who it was.
    await page.goto(back)
    await page.getByRole('heading', { name: 'Second ID does not answer' }).waitFor()
    await look(page, 'sso-unreachable')
    await page.getByRole('button', { name: 'Back' }).click()
    await page.getByRole('heading', { name: 'Trouble Acme asks for its single sign-on' }).waitFor()
    await look(page, 'sso-two-ways')

    await through(page, 'Trouble Acme ID').click()
    await page.getByLabel('Login').waitFor()
    const switchIt = (status: 'enabled' | 'disabled') =>
      team.admin.setConnectionStatus({
        params: { connectionId: team.connection.id },
        body: { status },
      })
    await switchIt('disabled')
    await signInThere(page, joko)
    await page.getByRole('heading', { name: 'Trouble Acme ID is switched off' }).waitFor()
    await look(page, 'sso-off')
    await switchIt('enabled')
    await page.getByRole('button', { name: 'Back' }).click()
    await through(page, 'Trouble Acme ID').click()
    await inFrameOf(page, team)

    await demand({ ...team, client: team.admin }, { evidenceSeconds: 3600 })
    const again = async () => {
      await ageEvidence(joko, 7200)
      await page.goto(paths.profile(team.slug))
      await through(page, 'Trouble Acme ID').click()
    }
    const account = peer.accounts.get(joko.email)
    if (account) account.signedInSecondsAgo = 1800
    await again()
    await signInThere(page, joko)
    await page.getByRole('heading', { name: 'Trouble Acme wants you to sign in anew' }).waitFor()
    await look(page, 'sso-too-old')
    if (account) account.signedInSecondsAgo = 0
    await page.getByRole('button', { name: 'Try again' }).click()
    await signInThere(page, joko)
    await inFrameOf(page, team)
    expect(new URL(page.url()).pathname).toBe(paths.profile(team.slug))

    // This provider lets nobody sign in over another's session.
    await page.context().clearCookies({ domain: '127.0.0.1' })
    await again()
    await signInThere(page, kiki)
    await page
      .getByRole('heading', { name: 'Trouble Acme ID says that you are somebody' })
      .waitFor()
    await look(page, 'sso-another-person')
    await page.getByRole('button', { name: 'Sign out and try again' }).click()
    await page.getByText(`knows you as ${kiki.email}`).waitFor()
  },
)

journey(
  'DR1, DR6: a code after the provider, unless it asks for one itself; where it fails, a break-glass code takes it back',
  async ({ newVisitor }) => {
    const t = wordsIn('id')
    const options = { locale: 'id-ID' }
    const own = await startOpenIdProvider()
    const team = await makeSsoTeam(own, 'Second Acme', { language: 'id' })
    const { slug, owner, connection } = team
    const { device } = await enrol(team.client, owner.email)
    const { codes } = await team.client.replaceBreakGlassCodes()
    await demand({ ...team, client: team.admin }, { firstFactor: 'sso', secondFactor: 'totp' })
    const comeIn = async (page: Page) => {
      await page.goto(
        paths.organizationSignIn(slug, paths.connection(slug, connection.id, 'people')),
      )
      await page
        .getByRole('button', { name: t('door.sso.continue-with', { name: connection.name }) })
        .click()
      await signInThere(page, owner)
    }

    const page = await newVisitor(options)
    await comeIn(page)
    await page
      .getByRole('heading', { name: t('door.steps.totp.title', { name: team.name }) })
      .waitFor()
    await page.getByLabel(t('door.totp.code')).fill(await device.code())
    await inFrameOf(page, team, t)
    await page.getByText(t('sso.people.second-check')).click()
    await page.getByRole('button', { name: t('ui.save'), exact: true }).click()
    await page.getByText(t('sso.people.saved')).waitFor()
    await look(page, 'sso-second-factor-id')
    const without = await newVisitor({ ...phone, ...options })
    await comeIn(without)
    await inFrameOf(without, team, t)

    await own.stop()
    const outside = await newVisitor({ ...phone, ...options })
    await signInAs(outside, owner, t)
    await outside.getByText(t('door.break-glass.use')).click()
    await outside.getByLabel(t('door.break-glass.code')).fill(codes[0] ?? '')
    await look(outside, 'sso-break-glass-id')
    await outside.getByRole('button', { name: t('door.break-glass.open') }).click()
    await outside.getByLabel(t('door.mail.code')).fill(await readCode(owner.email))
    await outside.waitForURL(`**${paths.signInPolicy(slug)}`)
    await outside.getByText(t('policies.first-factors.password'), { exact: true }).click()
    await outside.getByText(t('policies.second-factors.none'), { exact: true }).click()
    await outside.getByRole('button', { name: t('policies.preview') }).click()
    const preview = outside.getByRole('dialog', { name: t('policies.preview') })
    await preview.getByText(t('policies.at-once'), { exact: true }).click()
    await preview.getByRole('button', { name: t('policies.save-now'), exact: true }).click()
    await outside.getByText(t('shell.glass.open')).waitFor({ state: 'detached' })
    await outside.goto(paths.tasks(slug))
    await inFrameOf(outside, team, t)
  },
)

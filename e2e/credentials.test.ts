import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { paths } from '#web/paths.ts'
import { expectAccessible, journey, phone, takeScreenshot } from './browser.ts'
import { demandAuthenticator, enrolPerson, scan } from './factors.ts'
import { readCode, readMail } from './mailbox.ts'
import { makeTeam, type Person, signInAs, type Team, typeCredentials } from './team.ts'
import { belongTo, fits, inFrameOf } from './walk.ts'
import { visitors, type Words, wordsIn } from './words.ts'

const english = wordsIn('en')

const enter = async (page: Page, team: Team, person: Person, t: Words = english) => {
  await signInAs(page, person, t)
  await inFrameOf(page, team, t)
}

/** How a user comes in, as their administrators see it. */
async function openUser(page: Page, team: Team, { email }: Person) {
  const { items } = await team.client.listUsers({ query: { q: email } })
  await page.goto(paths.user(team.slug, items[0]?.id ?? '', 'access'))
  await page.getByText(email).first().waitFor()
}

/** What the link of a mail holds after `path#`. */
const readLink = async (email: string, path: string) =>
  `${path}#${await readMail(email, new RegExp(`${path}#(\\S+)`))}`

const newPassword = 'twelve copper kettles sing softly'

for (const { language, t, options } of visitors) {
  journey(
    `PW2: a forgotten password is set anew by a link; what the page says tells nothing (${language})`,
    async ({ newVisitor }) => {
      const page = await newVisitor(options)
      const team = await makeTeam('Lost Words', language)
      const person = await team.addPerson('Joni')
      await page.goto(paths.signIn())
      await page.getByText(t('sign-in.forgot')).click()
      const ask = async (email: string) => {
        await page.getByLabel(t('sign-in.email')).fill(email)
        await page.getByRole('button', { name: t('forgot-password.send') }).click()
        await page.getByText(t('forgot-password.sent', { email })).waitFor()
      }
      await page.getByRole('heading', { name: t('forgot-password.title') }).waitFor()
      await expectAccessible(page)
      await ask('nobody-at-all@example.com')
      await page.goto(paths.forgotPassword())
      await ask(person.email)
      await expectAccessible(page)
      await expect.poll(() => fits(page)).toBe(true)
      await takeScreenshot(page, `forgot-password-${language}`)

      await page.goto(await readLink(person.email, '/set-password'))
      await page.getByLabel(t('set-password.password'), { exact: true }).fill(newPassword)
      await page.getByRole('button', { name: t('set-password.set') }).click()
      await page.getByText(t('set-password.done')).waitFor()
      await typeCredentials(page, { ...person, password: newPassword }, t)
      await inFrameOf(page, team, t)
    },
  )

  journey(
    `DR4: a lost device: begun by the home, confirmed from the mailbox, set up anew (${language})`,
    async ({ page, newVisitor }) => {
      const theirs = await newVisitor(options)
      const team = await makeTeam('Lost Phones', language)
      const person = await team.addPerson('Kirana')
      await enrolPerson(person)
      const owner = await demandAuthenticator(team)

      // The administrator sits at a desk, whatever the other one holds.
      await signInAs(page, team.owner)
      await page.getByLabel(english('door.totp.code')).fill(await owner.device.code())
      // Inside, the organization's language counts where the browser has chosen none.
      await inFrameOf(page, team, t)
      await openUser(page, team, person)
      await page.getByRole('button', { name: t('users.signing-in.authenticator-reset') }).click()
      await expectAccessible(page)
      await takeScreenshot(page, `reset-authenticator-begin-${language}`)
      await page
        .getByRole('alertdialog')
        .getByRole('button', { name: t('users.signing-in.authenticator-confirm') })
        .click()
      await page
        .getByText(t('users.signing-in.authenticator-sent', { email: person.email }))
        .waitFor()

      const link = await readLink(person.email, '/reset-authenticator')
      await theirs.goto(link)
      await theirs.getByRole('heading', { name: t('reset-authenticator.title') }).waitFor()
      await theirs.getByText(t('reset-authenticator.text', { name: team.name })).waitFor()
      await expectAccessible(theirs)
      await expect.poll(() => fits(theirs)).toBe(true)
      await takeScreenshot(theirs, `reset-authenticator-${language}`)
      await theirs.getByRole('button', { name: t('reset-authenticator.confirm') }).click()
      await theirs.getByRole('heading', { name: t('reset-authenticator.done-title') }).waitFor()
      await theirs.goto('about:blank')
      await theirs.goto(link)
      await theirs.getByText(t('reset-authenticator.gone-text')).waitFor()

      await signInAs(theirs, person, t)
      const { name } = team
      await theirs
        .getByRole('heading', { name: t('door.steps.totp.title-enrol', { name }) })
        .waitFor()
      await theirs.getByLabel(t('door.mail.code')).fill(await readCode(person.email))
      const secret = await theirs.locator('form code').textContent()
      await theirs.getByLabel(t('enrolment.first-code')).fill(await scan(secret ?? '').code())
      await theirs.getByText(t('enrolment.saved')).click()
      await theirs.getByRole('button', { name: t('door.continue') }).click()
      await inFrameOf(theirs, team, t)
    },
  )

  journey(
    `PW6: another address is proved by its own mailbox, and the old one can take it back (${language})`,
    async ({ newVisitor }) => {
      const page = await newVisitor(options)
      const team = await makeTeam('Moving Vans', language)
      const person = await team.addPerson('Laras')
      const newEmail = `moved-${person.email}`
      await enter(page, team, person, t)
      await page.goto(paths.security(team.slug))
      await page.getByRole('button', { name: t('me.security.email.change') }).click()
      const dialog = page.getByRole('dialog', { name: t('me.security.email.change') })
      await dialog.getByLabel(t('me.security.email.new')).fill(newEmail)
      await expectAccessible(page)
      await takeScreenshot(page, `change-email-${language}`)
      await dialog.getByRole('button', { name: t('me.security.email.send') }).click()
      await confirmByMail(page, person, t)
      await dialog.getByLabel(t('me.security.email.code')).fill(await readCode(newEmail))
      await page.getByText(t('me.security.email.done', { email: newEmail })).waitFor()
      await takeScreenshot(page, `security-${language}`)

      const old = await newVisitor(options)
      await old.goto(await readLink(person.email, '/undo-email-change'))
      await old.getByRole('heading', { name: t('undo-email-change.title') }).waitFor()
      await expectAccessible(old)
      await expect.poll(() => fits(old)).toBe(true)
      await takeScreenshot(old, `undo-email-change-${language}`)
      await old.getByRole('button', { name: t('undo-email-change.confirm') }).click()
      await old.getByLabel(t('set-password.password'), { exact: true }).fill(newPassword)
      await old.getByRole('button', { name: t('set-password.set') }).click()
      await old.getByText(t('set-password.done')).waitFor()
      await enter(old, team, { ...person, password: newPassword }, t)
      // Whoever was in with the new address is not any more.
      await page.reload()
      await page.waitForURL(/\/sign-in/)
    },
  )
}

/** "Confirm that it is you", by a code from the mailbox. */
async function confirmByMail(page: Page, { email }: Person, t: Words = english) {
  const dialog = page.getByRole('dialog', { name: t('door.oneself.title') })
  await dialog.getByLabel(t('door.mail.code')).fill(await readCode(email))
  await dialog.waitFor({ state: 'detached' })
}

journey(
  'PW4: a temporary password opens the home once replaced, and any other door only by the mailbox',
  async ({ page, newVisitor }) => {
    const [home, other] = [await makeTeam('Home Harbour'), await makeTeam('Other Shore')]
    const person = await home.addPerson('Maulana')
    await belongTo(other, person, { entered: true })

    await enter(page, home, home.owner)
    await openUser(page, home, person)
    await page.getByRole('button', { name: 'Reset password' }).click()
    const dialog = page.getByRole('dialog', { name: /Reset the password of Maulana/ })
    await dialog.getByText('Make a temporary password').click()
    await expectAccessible(page)
    await takeScreenshot(page, 'reset-password')
    await dialog.getByRole('button', { name: 'Make password' }).click()
    const made = page.getByRole('dialog', { name: /^Temporary password of/ })
    const password = (await made.locator('code').textContent()) ?? ''
    await expectAccessible(page)
    await takeScreenshot(page, 'temporary-password')
    await made.getByRole('button', { name: 'Done' }).click()

    const theirs = await newVisitor(phone)
    await signInAs(theirs, { ...person, password })
    // Straight to the home's door: nothing says that there is another (PR4).
    await theirs.getByRole('heading', { name: 'Home Harbour asks for a new password' }).waitFor()
    await theirs.getByLabel('Temporary password', { exact: true }).fill(password)
    await theirs.getByLabel('New password', { exact: true }).fill(newPassword)
    await expectAccessible(theirs)
    await expect.poll(() => fits(theirs)).toBe(true)
    await takeScreenshot(theirs, 'door-temporary-password')
    await theirs.getByRole('button', { name: 'Set new password' }).click()
    await inFrameOf(theirs, home)
    await theirs.goto(paths.security(home.slug))
    await theirs.getByRole('heading', { name: 'Prove your mailbox' }).waitFor()
    await expectAccessible(theirs)
    await takeScreenshot(theirs, 'security-mailbox-in-doubt')

    // Replaced or not, it was not theirs alone: what is elsewhere is shown to the mailbox.
    await theirs.goto(paths.tasks(other.slug))
    await theirs.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    await expect.poll(() => theirs.getByText('Other Shore').count()).toBe(0)
    await theirs.getByRole('button', { name: 'Prove mailbox' }).click()
    await theirs.getByLabel('Code from the mail').fill(await readCode(person.email))
    await theirs.getByRole('heading', { name: 'This page is in Other Shore' }).waitFor()
    await theirs.getByRole('button', { name: 'Switch to Other Shore' }).click()
    await inFrameOf(theirs, other)
    await theirs.goto(paths.security(other.slug))
    await theirs.getByRole('heading', { name: 'Password', exact: true }).waitFor()
    await expect
      .poll(() => theirs.getByRole('heading', { name: 'Prove your mailbox' }).count())
      .toBe(0)
  },
)

journey(
  'DR4: My security sets up an authenticator, makes new recovery codes, replaces it and removes it',
  async ({ page }) => {
    const team = await makeTeam('Own Keys')
    const person = await team.addPerson('Oki')
    await enter(page, team, person)
    await page.goto(paths.security(team.slug))
    await page.getByRole('button', { name: 'Set up' }).click()
    await confirmByMail(page, person)
    const device = await enrolInDialog(page, 'Set up Cloud Authenticator', 'security-enrolment')
    await page.getByText('The authenticator was set up').waitFor()
    await page.getByText('10 recovery codes left.').waitFor()
    await takeScreenshot(page, 'security-with-authenticator')

    await page.getByRole('button', { name: 'Make new ones' }).click()
    const question = page.getByRole('alertdialog', { name: 'Make new recovery codes?' })
    await expectAccessible(page)
    await question.getByRole('button', { name: 'Make new ones' }).click()
    const codes = page.getByRole('dialog', { name: 'New recovery codes' })
    await codes.getByText('I have saved them').click()
    await expectAccessible(page)
    await codes.getByRole('button', { name: 'Continue' }).click()
    await codes.waitFor({ state: 'detached' })

    // Signed in anew, the password alone is not enough for what comes.
    await page.context().clearCookies()
    await enter(page, team, person)
    await page.goto(paths.security(team.slug))
    await page.getByRole('button', { name: 'Replace' }).click()
    const confirm = page.getByRole('dialog', { name: 'Confirm that it is you' })
    await confirm.getByLabel('Code from your authenticator').fill(await device.code())
    await confirm.waitFor({ state: 'detached' })
    await enrolInDialog(page, 'Replace Cloud Authenticator', 'security-replace')
    await page.getByText('The authenticator was replaced').waitFor()
    await page.getByRole('button', { name: 'Remove' }).click()
    const remove = page.getByRole('alertdialog', { name: 'Remove the authenticator?' })
    await expectAccessible(page)
    await remove.getByRole('button', { name: 'Remove authenticator' }).click()
    await page.getByText('The authenticator was removed').waitFor()
    await page.getByRole('button', { name: 'Set up' }).waitFor()
    await page.getByText('Authenticator removed').first().waitFor()
    await expectAccessible(page)
  },
)

/** From the QR code to the saved recovery codes. */
async function enrolInDialog(page: Page, title: string, picture: string) {
  const dialog = page.getByRole('dialog', { name: title })
  const secret = await dialog.locator('code').textContent()
  const device = scan(secret ?? '')
  await expectAccessible(page)
  await takeScreenshot(page, picture)
  await dialog.getByLabel('The code that the app shows').fill(await device.code())
  await dialog.getByText('I have saved them').click()
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await dialog.waitFor({ state: 'detached' })
  return device
}

journey(
  'LG9: signing out everywhere from My security ends the sign-ins on every device',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Closing Time')
    const elsewhere = await newVisitor(phone)
    await enter(elsewhere, team, team.owner)
    await enter(page, team, team.owner)
    await page.goto(paths.security(team.slug))
    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    const question = page.getByRole('alertdialog', { name: 'Sign out everywhere?' })
    await question.getByRole('button', { name: 'Sign out everywhere' }).click()
    await page.getByRole('heading', { name: 'Sign in to Foyer' }).waitFor()
    await elsewhere.reload()
    await elsewhere.waitForURL(/\/sign-in/)
  },
)

journey(
  'PW7: an identity is deleted by typing its address, and kept again; never that of a last owner',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Seven Days')
    const person = await team.addPerson('Putri')
    const start = async (visitor: Page, who: Person) => {
      await enter(visitor, team, who)
      await visitor.goto(paths.security(team.slug))
      await visitor.getByRole('button', { name: 'Delete my identity' }).click()
      const dialog = visitor.getByRole('alertdialog', { name: 'Delete your identity?' })
      const confirm = dialog.getByRole('button', { name: 'Delete my identity' })
      await expect.poll(() => confirm.getAttribute('aria-disabled')).toBe('true')
      await dialog.getByLabel(`Type ${who.email} to confirm`).fill(who.email)
      await confirm.click()
      await confirmByMail(visitor, who)
      return dialog
    }
    const refused = await start(page, team.owner)
    await refused.getByText(/You are the last owner of an organization/).waitFor()
    await refused.getByRole('listitem').filter({ hasText: 'Seven Days' }).waitFor()
    await expectAccessible(page)
    await takeScreenshot(page, 'delete-identity-last-owner')

    const theirs = await newVisitor(phone)
    await start(theirs, person)
    await theirs.getByRole('heading', { name: /^Your identity is deleted on/ }).waitFor()
    await expectAccessible(theirs)
    await expect.poll(() => fits(theirs)).toBe(true)
    await theirs.goto(paths.tasks(team.slug))
    await theirs.getByText(/^Your identity is deleted on/).waitFor()
    await takeScreenshot(theirs, 'identity-to-be-deleted')
    await theirs.getByRole('button', { name: 'Keep it' }).click()
    await theirs.getByText('Your identity stays').waitFor()
  },
)

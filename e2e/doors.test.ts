import { text } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { paths } from '#web/paths.ts'
import { expectAccessible, journey, phone, takeScreenshot } from './browser.ts'
import { type Device, demand, demandAuthenticator, enrolPerson, scan } from './factors.ts'
import { otherThan, readCode } from './mailbox.ts'
import { makeTeam, type Person, signInAs } from './team.ts'
import { belongTo, enterBy, fits, inFrameOf, signOutFrom } from './walk.ts'
import { visitors, type Words, wordsIn } from './words.ts'

const english = wordsIn('en')

const refusedCode = (page: Page, t: Words) => page.getByText(t('field-errors.wrong-code')).first()

/** Of somebody who stands before a door that asks for an authenticator that they have. */
async function showDevice(page: Page, device: Device, t: Words = english) {
  await page.getByLabel(t('door.totp.code')).fill(await device.code())
}

for (const { language, t, options } of visitors) {
  journey(
    `DR5: a door that asks for a code by e-mail opens by it and by no other (${language})`,
    async ({ newVisitor }) => {
      const page = await newVisitor(options)
      const team = await makeTeam('Mailed Codes', language)
      const person = await team.addPerson('Ani')
      await demand(team, { secondFactor: 'email_otp' })

      await signInAs(page, person, t)
      const { name } = team
      await page.getByRole('heading', { name: t('door.steps.email_otp.title', { name }) }).waitFor()
      await page.getByText(t('door.steps.email_otp.why-demanded', { name })).waitFor()
      await page.getByText(t('door.mail.sent', { email: person.email })).waitFor()
      // DR5: another one only after a while.
      await page.getByText(/0:[0-5]\d/).waitFor()
      await expect.poll(() => page.getByText(t('door.mail.again'), { exact: true }).count()).toBe(0)
      const code = await readCode(person.email)
      const field = page.getByLabel(t('door.mail.code'))
      await field.fill(otherThan(code))
      await refusedCode(page, t).waitFor()
      await expect.poll(() => field.inputValue()).toBe('')
      await expect.poll(() => field.evaluate((box) => box.matches(':focus'))).toBe(true)
      await expectAccessible(page)
      await expect.poll(() => fits(page)).toBe(true)
      await takeScreenshot(page, `door-email-code-${language}`)
      // The sixth digit sends it.
      await field.fill(code)
      await inFrameOf(page, team, t)
    },
  )

  journey(
    `DR4: whoever has no authenticator sets one up inside the step, and is asked for it from then on (${language})`,
    async ({ newVisitor }) => {
      const page = await newVisitor(options)
      const team = await makeTeam('Locked Boxes', language)
      const person = await team.addPerson('Bima')
      await demandAuthenticator(team)
      const { name } = team

      await signInAs(page, person, t)
      await page
        .getByRole('heading', { name: t('door.steps.totp.title-enrol', { name }) })
        .waitFor()
      // A stolen password alone enrols nothing.
      await page.getByLabel(t('door.mail.code')).fill(await readCode(person.email))
      await page.getByRole('img', { name: t('enrolment.qr') }).waitFor()
      await expectAccessible(page)
      await expect.poll(() => fits(page)).toBe(true)
      await takeScreenshot(page, `door-enrolment-${language}`)
      const device = scan((await page.locator('form code').textContent()) ?? '')
      await page.getByLabel(t('enrolment.first-code')).fill(await device.code())

      await page.getByRole('heading', { name: t('enrolment.codes-title') }).waitFor()
      const codes = page.getByRole('list', { name: t('enrolment.codes') }).getByRole('listitem')
      await expect.poll(() => codes.count()).toBe(10)
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: t('ui.download') }).click()
      const file = await text(await (await download).createReadStream())
      for (const code of await codes.allInnerTexts()) expect(file).toContain(code)
      const go = page.getByRole('button', { name: t('door.continue') })
      await expect.poll(() => go.getAttribute('aria-disabled')).toBe('true')
      await page.getByText(t('enrolment.saved')).click()
      await expectAccessible(page)
      await expect.poll(() => fits(page)).toBe(true)
      await takeScreenshot(page, `door-recovery-codes-${language}`)
      await go.click()
      await inFrameOf(page, team, t)

      await signOutFrom(page, t)
      await signInAs(page, person, t)
      await page.getByRole('heading', { name: t('door.steps.totp.title', { name }) }).waitFor()
      const right = await device.code()
      await page.getByLabel(t('door.totp.code')).fill(otherThan(right))
      await refusedCode(page, t).waitFor()
      await expectAccessible(page)
      await takeScreenshot(page, `door-authenticator-${language}`)
      await page.getByLabel(t('door.totp.code')).fill(right)
      await inFrameOf(page, team, t)
    },
  )

  journey(
    `DR1: a password older than a door allows is replaced there, and at no other (${language})`,
    async ({ newVisitor }) => {
      const page = await newVisitor(options)
      const person = findOldPassword(language === 'en' ? 'eka@' : 'citra@')
      const team = await makeTeam('Fresh Locks', language)
      await belongTo(team, person, { entered: true })
      await demand(team, { passwordDays: 90 })
      const { name } = team

      await signInAs(page, person, t)
      const row = page.getByRole('listitem').filter({ hasText: name })
      await row.getByText(t('organizations.asks.new_password')).waitFor()
      // LG3: the others of the same person ask for nothing.
      await page.getByText(t('organizations.straight-in')).first().waitFor()
      await enterBy(page, t('picker.sign-in-of', { name }))
      await page
        .getByRole('heading', { name: t('door.steps.new_password.title', { name }) })
        .waitFor()
      await page.getByText(t('door.steps.new_password.why-expired', { name })).waitFor()
      await page.getByLabel(t('door.current-password'), { exact: true }).fill(person.password)
      const field = page.getByLabel(t('set-password.password'), { exact: true })
      await field.fill('passwordpassword')
      await page.getByRole('button', { name: t('door.replace-password') }).click()
      await page.locator('[aria-invalid=true]').first().waitFor()
      await expectAccessible(page)
      await expect.poll(() => fits(page)).toBe(true)
      await takeScreenshot(page, `door-expired-password-${language}`)
      await field.fill('nineteen purple lanterns drift')
      await page.getByRole('button', { name: t('door.replace-password') }).click()
      await inFrameOf(page, team, t)
    },
  )
}

/** The passwords of the demo are older than any other on this server. */
function findOldPassword(start: string): Person {
  const { accounts } = JSON.parse(inject('demo')) as { accounts: Person[] }
  const found = accounts.find(({ email }) => email.startsWith(start))
  if (!found) throw new Error(`The demo has no ${start}`)
  return found
}

journey(
  'DR4: a recovery code opens in place of the authenticator, once; without both there is a way to ask',
  async ({ page }) => {
    const team = await makeTeam('Spare Keys')
    const person = await team.addPerson('Cahya')
    const { recoveryCodes } = await enrolPerson(person)
    await demandAuthenticator(team)
    const [code = ''] = recoveryCodes
    const enterByRecoveryCode = async () => {
      await signInAs(page, person)
      await page.getByText('Use a recovery code').click()
      await page.getByLabel('Recovery code').fill(code)
      await page.keyboard.press('Enter')
    }
    await enterByRecoveryCode()
    await inFrameOf(page, team)
    await signOutFrom(page)
    await enterByRecoveryCode()
    await refusedCode(page, english).waitFor()
    await expectAccessible(page)
    await takeScreenshot(page, 'door-recovery-code')
    await page.getByText('Lost your device?').click()
    await page.getByRole('heading', { name: 'Without your device' }).waitFor()
    await expectAccessible(page)
    await takeScreenshot(page, 'door-lost-device')
    // No owner: no way around for this person.
    await expect.poll(() => page.getByText('Use a break-glass code').count()).toBe(0)
  },
)

journey(
  'LG8: five wrong codes lock this proof; the home unlocks the user and the next code opens',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Counted Guesses')
    const person = await team.addPerson('Dewi')
    const { device } = await enrolPerson(person)
    const owner = await demandAuthenticator(team)
    await signInAs(page, person)
    const right = await device.code()
    for (let failure = 0; failure < 5; failure += 1) {
      const answered = page.waitForResponse('**/proofs/totp')
      await page.getByLabel('Code from your authenticator').fill(otherThan(right))
      await answered
      await expect.poll(() => page.getByLabel('Code from your authenticator').inputValue()).toBe('')
    }
    await page.getByLabel('Code from your authenticator').fill(right)
    await page.getByRole('button', { name: /^Try again in 29:5\d$/ }).waitFor()
    await expectAccessible(page)
    await takeScreenshot(page, 'door-locked')

    // In the owner's own browser, who has to show hers as well.
    const theirs = await newVisitor()
    await signInAs(theirs, team.owner)
    await showDevice(theirs, owner.device)
    await inFrameOf(theirs, team)
    const { items } = await team.client.listUsers({ query: { q: person.email } })
    await theirs.goto(paths.user(team.slug, items[0]?.id ?? '', 'access'))
    await theirs.getByText(/after too many failed attempts/).waitFor()
    await takeScreenshot(theirs, 'user-locked')
    await theirs.getByRole('button', { name: 'Unlock user' }).click()
    await theirs.getByText('Dewi Tester may try again').waitFor()

    await page.reload()
    await showDevice(page, device)
    await inFrameOf(page, team)
  },
)

journey(
  'LG3, SW4, SW5: picker and modal say what a door asks; cancelling stays where one was',
  async ({ page }) => {
    const [acme, globex] = [await makeTeam('Near Acme'), await makeTeam('Far Globex')]
    await belongTo(globex, acme.owner, { entered: true })
    // DR1: the role demands what the organization does not.
    const roleId = await globex.roleId('admin')
    await globex.client.updateRole({ params: { roleId }, body: { secondFactor: 'email_otp' } })

    await signInAs(page, acme.owner)
    const row = page.getByRole('listitem').filter({ hasText: globex.name })
    await row.getByText('e-mail code').waitFor()
    await takeScreenshot(page, 'picker-doors')
    await enterBy(page, 'Sign In: Near Acme')
    await inFrameOf(page, acme)

    await page.getByRole('button', { name: /, your account$/ }).click()
    await page.getByRole('menuitem', { name: 'Switch Organization' }).click()
    const modal = page.getByRole('dialog', { name: 'Switch Organization' })
    await modal.getByRole('radio', { name: /Far Globex.*e-mail code/ }).waitFor()
    await takeScreenshot(page, 'switch-organization-door')
    await modal.getByRole('button', { name: 'Continue to code' }).click()
    await page.getByRole('heading', { name: 'Far Globex asks for a code by e-mail' }).waitFor()
    await takeScreenshot(page, 'door-on-switching')
    await page.getByText('Can’t do this? Stay in Near Acme').click()
    await inFrameOf(page, acme)
    await page.reload()
    await inFrameOf(page, acme)

    // LG7: a deep link keeps its destination through offer and door.
    await page.goto(`${paths.users(globex.slug)}?q=olivia`)
    await page.getByRole('heading', { name: 'This page is in Far Globex' }).waitFor()
    await page.getByRole('button', { name: 'Continue to code' }).click()
    await page.getByText(/^(We sent a code|A code went) to/).waitFor()
    await page.getByLabel('Code from the mail').fill(await readCode(acme.owner.email))
    await inFrameOf(page, globex)
    const url = new URL(page.url())
    expect(url.pathname + url.search).toBe(`${paths.users(globex.slug)}?q=olivia`)
  },
)

journey(
  'LG7, LG9: signed out, a link leads through sign-in and door to its page',
  async ({ newVisitor }) => {
    const page = await newVisitor(phone)
    const team = await makeTeam('Deep Doors')
    const person = await team.addPerson('Fitri', 'admin')
    const { device } = await enrolPerson(person)
    await demandAuthenticator(team)
    await page.goto(paths.roles(team.slug))
    await page.waitForURL('**/sign-in?to=*')
    await page.getByLabel('E-mail').fill(person.email)
    await page.getByLabel('Password', { exact: true }).fill(person.password)
    await page.keyboard.press('Enter')
    await showDevice(page, device)
    await page.getByRole('heading', { name: 'Roles', exact: true }).waitFor()
    expect(new URL(page.url()).pathname).toBe(paths.roles(team.slug))
  },
)

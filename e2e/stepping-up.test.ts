import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { paths } from '#web/paths.ts'
import { expectAccessible, journey, takeScreenshot } from './browser.ts'
import { demand, demandAuthenticator } from './factors.ts'
import { readCode, readMail } from './mailbox.ts'
import { makeTeam, signInAs } from './team.ts'
import { fits, inFrameOf } from './walk.ts'
import { visitors, type Words, wordsIn } from './words.ts'

const english = wordsIn('en')

/** Presses one of a few choices that are all visible. */
const pick = (page: Page, choice: string) => page.getByText(choice, { exact: true }).click()

/** Opens the list of a field, and takes the choice at a place: lengths of time are said in each language. */
async function pickAt(page: Page, field: string, at: number) {
  await page.getByRole('button', { name: field }).click()
  await page.getByRole('option').nth(at).click()
}

async function preview(page: Page, t: Words = english) {
  await page.getByRole('button', { name: t('policies.preview') }).click()
  return page.getByRole('dialog', { name: t('policies.preview') })
}

// In English e2e/policies.test.ts walks through the same pages.
for (const { language, t, options } of visitors.filter(({ language }) => language !== 'en'))
  journey(
    `DR6: the preview names who would be kept out; what locks every owner out waits for a date (${language})`,
    async ({ newVisitor }) => {
      const page = await newVisitor(options)
      const team = await makeTeam('Careful Gates', language)
      const gita = await team.addPerson('Gita')
      await signInAs(page, team.owner, t)
      await inFrameOf(page, team, t)
      await page.goto(paths.signInPolicy(team.slug))
      await page.getByRole('heading', { name: t('policies.heading') }).waitFor()
      await expectAccessible(page)

      // What cannot be meant is refused at its field.
      await pickAt(page, t('policies.session'), 0)
      await pickAt(page, t('policies.idle'), 6)
      await page.getByRole('button', { name: t('policies.preview') }).click()
      await page.getByText(t('field-errors.longer-than-session')).first().waitFor()
      await expectAccessible(page)
      await takeScreenshot(page, `policy-contradiction-${language}`)
      await page.getByRole('button', { name: t('policies.discard') }).click()

      await pick(page, t('policies.second-factors.totp'))
      const dialog = await preview(page, t)
      await dialog.getByText('Gita Tester').waitFor()
      await dialog.getByText(t('policies.reasons.no-authenticator')).first().waitFor()
      await dialog.getByRole('alert').getByText(t('policies.locks-out')).waitFor()
      await pick(page, t('policies.at-once'))
      const save = dialog.getByRole('button', { name: t('policies.save-now'), exact: true })
      await expect.poll(() => save.getAttribute('aria-disabled')).toBe('true')
      await expectAccessible(page)
      await expect.poll(() => fits(page)).toBe(true)
      await takeScreenshot(page, `policy-preview-${language}`)
      await pick(page, t('policies.from'))
      await dialog.getByRole('button', { name: t('policies.save-planned'), exact: true }).click()
      await dialog.waitFor({ state: 'detached' })

      await page.getByText(t('policies.planned-by', { name: 'Olivia Owner' })).waitFor()
      await page.getByRole('heading', { name: t('policies.glass-missing') }).waitFor()
      await expectAccessible(page)
      await expect.poll(() => fits(page)).toBe(true)
      await takeScreenshot(page, `policy-planned-${language}`)
      await readMail(gita.email, /(Careful Gates)[^\n]*\n/)
      await page.getByRole('button', { name: t('policies.planned-give-up') }).click()
      await page
        .getByRole('alertdialog')
        .getByRole('button', { name: t('policies.give-up-confirm') })
        .click()
      await page.getByText(t('policies.gave-up')).waitFor()
      expect((await team.client.getSignInPolicy()).planned).toBeNull()
    },
  )

journey(
  'DR2, DR6: at once acts on the next click of whoever saved it; the door brings back to the page',
  async ({ page }) => {
    const team = await makeTeam('Sudden Gates')
    await signInAs(page, team.owner)
    await inFrameOf(page, team)
    await page.goto(paths.signInPolicy(team.slug))
    await pick(page, 'A code by e-mail')
    const dialog = await preview(page)
    await dialog.getByText('Olivia Owner').waitFor()
    await pick(page, 'At once')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('The sign-in policy was saved').waitFor()
    await page.getByRole('link', { name: 'Users' }).click()
    await page.getByRole('heading', { name: 'Sudden Gates asks for a code by e-mail' }).waitFor()
    await page.getByLabel('Code from the mail').fill(await readCode(team.owner.email))
    await inFrameOf(page, team)
    expect(new URL(page.url()).pathname).toBe(paths.users(team.slug))
  },
)

journey(
  'DR2: a form that is being filled in is kept while its page proves more; any other page goes by the door',
  async ({ page }) => {
    const team = await makeTeam('Kept Words')
    const person = await team.addPerson('Hadi')
    await signInAs(page, person)
    await inFrameOf(page, team)
    await page.goto(paths.profile(team.slug))
    const other = await page.context().newPage()
    await other.goto(paths.flows(team.slug))
    await inFrameOf(other, team)
    const field = page.getByLabel('Phone')
    await field.fill('+62 811 555 0199')
    await demand(team, { secondFactor: 'email_otp' })

    await page.getByRole('button', { name: 'Save' }).click()
    const dialog = page.getByRole('dialog', { name: 'Kept Words asks for a code by e-mail' })
    await dialog.getByText('What you typed on this page stays.').waitFor()
    await expectAccessible(page)
    await takeScreenshot(page, 'step-up-in-place')
    await dialog.getByRole('button', { name: 'Close' }).click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => field.inputValue()).toBe('+62 811 555 0199')

    // Nothing is typed there: the whole page is the door's.
    await other.getByRole('link', { name: 'Settings' }).click()
    await other.getByRole('heading', { name: 'Kept Words asks for a code by e-mail' }).waitFor()

    await page.getByRole('button', { name: 'Save' }).click()
    await dialog.getByLabel('Code from the mail').fill(await readCode(person.email))
    await page.getByText('Your profile was saved').waitFor()
    await expect.poll(() => field.inputValue()).toBe('+62 811 555 0199')
    await page.reload()
    await expect.poll(() => field.inputValue()).toBe('+62 811 555 0199')
    await other.reload()
    await inFrameOf(other, team)
  },
)

for (const { language, t, options } of visitors)
  journey(
    `DR6: with a break-glass code an owner without phone takes the policy back, and opens nothing else (${language})`,
    async ({ newVisitor }) => {
      const page = await newVisitor(options)
      const team = await makeTeam('Glass House', language)
      const { owner, name, slug } = team
      const second = await team.addPerson('Indah', 'owner')
      await signInAs(page, owner, t)
      await inFrameOf(page, team, t)
      await page.goto(paths.signInPolicy(slug))
      await page.getByRole('button', { name: t('policies.glass-make') }).click()
      const question = page.getByRole('alertdialog', { name: t('policies.glass-first-question') })
      await expectAccessible(page)
      await question.getByRole('button', { name: t('policies.glass-make') }).click()
      const confirm = page.getByRole('dialog', { name: t('door.oneself.title') })
      await confirm.getByLabel(t('door.mail.code')).waitFor()
      await expectAccessible(page)
      await takeScreenshot(page, `confirm-that-it-is-you-${language}`)
      await confirm.getByLabel(t('door.mail.code')).fill(await readCode(owner.email))
      const made = page.getByRole('dialog', { name: t('policies.glass-made') })
      const codes = made.getByRole('listitem')
      await codes.first().waitFor()
      await expect.poll(() => codes.count()).toBe(5)
      const code = (await codes.first().textContent()) ?? ''
      await expectAccessible(page)
      await expect.poll(() => fits(page)).toBe(true)
      await takeScreenshot(page, `break-glass-codes-${language}`)
      await made.getByRole('button', { name: t('policies.glass-done') }).click()
      await page.getByText(t('policies.glass-left-of', { count: 5, number: '5' })).waitFor()

      // The phone that gets lost.
      await demandAuthenticator(team)
      await page.context().clearCookies()
      await signInAs(page, owner, t)
      await page.getByRole('heading', { name: t('door.steps.totp.title', { name }) }).waitFor()
      await page.getByText(t('door.totp.lost')).click()
      await page.getByRole('button', { name: t('door.break-glass.use') }).click()
      await page.getByLabel(t('door.break-glass.code')).fill(code)
      await expectAccessible(page)
      await expect.poll(() => fits(page)).toBe(true)
      await takeScreenshot(page, `break-glass-${language}`)
      await page.getByRole('button', { name: t('door.break-glass.open') }).click()
      await confirm.getByLabel(t('door.mail.code')).fill(await readCode(owner.email))

      await page.waitForURL(`**${paths.signInPolicy(slug)}`)
      await page.getByText(t('shell.glass.open')).waitFor()
      await page.getByRole('timer').waitFor()
      await page.getByRole('heading', { name: t('policies.heading') }).waitFor()
      await expectAccessible(page)
      await expect.poll(() => fits(page)).toBe(true)
      await takeScreenshot(page, `behind-glass-${language}`)
      await readMail(second.email, /(Glass House|Olivia Owner)/)
      // Whatever the address bar says.
      await page.goto(paths.tasks(slug))
      await page.waitForURL(`**${paths.signInPolicy(slug)}`)
      await page.getByRole('heading', { name: t('policies.heading') }).waitFor()
      await pick(page, t('policies.second-factors.none'))
      const dialog = await preview(page, t)
      await pick(page, t('policies.at-once'))
      await dialog.getByRole('button', { name: t('policies.save-now'), exact: true }).click()
      await dialog.waitFor({ state: 'detached' })
      // Nothing is missing any more: the whole house is open.
      await page.getByText(t('shell.glass.open')).waitFor({ state: 'detached' })
      await page.getByRole('link', { name: t('navigation.tasks') }).click()
      await page.getByRole('tab', { name: new RegExp(`${t('tasks.tabs.done')} \\d`) }).waitFor()
      expect((await team.client.getSignInPolicy()).policy.secondFactor).toBe('none')
    },
  )

import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { paths, withDialog } from '#web/paths.ts'
import { expectAccessible, journey, takeScreenshot } from './browser.ts'
import { readCode } from './mailbox.ts'
import { makeTeam, type Person, signInAs, type Team } from './team.ts'
import { belongTo, enterBy, fits, inFrameOf } from './walk.ts'
import { visitors, type Words } from './words.ts'

/** What an administrator of somebody's home makes, and is told once. */
async function makeTemporary({ client }: Team, { email }: Person) {
  const { items } = await client.listUsers({ query: { q: email } })
  const memberId = items[0]?.id
  if (!memberId) throw new Error(`${email} is not there`)
  const { temporaryPassword } = await client.resetUserPassword({
    params: { memberId },
    body: { method: 'temporary' },
  })
  return { memberId, person: { email, password: temporaryPassword ?? '' } }
}

async function look(page: Page, name: string) {
  await expectAccessible(page)
  await expect.poll(() => fits(page)).toBe(true)
  await takeScreenshot(page, name)
}

const newPassword = 'twelve copper kettles sing softly'

for (const { language, t, options } of visitors) {
  const prove = async (page: Page, { email }: Person) => {
    const dialog = page.getByRole('dialog', { name: t('shell.mailbox.title') })
    await dialog.getByLabel(t('door.mail.code')).fill(await readCode(email))
    await dialog.waitFor({ state: 'detached' })
  }

  journey(
    `PW4, PR4: after a temporary password home is all that is shown; with the mailbox proved, everything (${language})`,
    async ({ newVisitor }) => {
      const page = await newVisitor(options)
      const home = await makeTeam('Home Harbour', language)
      const other = await makeTeam('Other Shore', language)
      const third = await makeTeam('Third Island', language)
      const someone = await home.addPerson('Maulana')
      await belongTo(other, someone, { entered: true })
      await belongTo(third, someone, { invited: true })
      const { person } = await makeTemporary(home, someone)

      await signInAs(page, person, t)
      await changePassword(page, person, t)
      await inFrameOf(page, home, t)

      await page
        .getByRole('button', { name: t('shell.organization-button', { name: home.name }) })
        .click()
      await page.getByRole('button', { name: t('shell.mailbox.prove') }).waitFor()
      await expect.poll(() => fits(page)).toBe(true)
      await takeScreenshot(page, `doubt-menu-${language}`)
      await expect.poll(() => page.getByText('Other Shore').count()).toBe(0)
      await page.getByRole('button', { name: t('switching.all') }).click()
      const modal = page.getByRole('dialog', { name: t('shell.switch-organization') })
      await modal.getByText(t('shell.mailbox.means')).waitFor()
      await look(page, `doubt-switch-${language}`)
      await expect.poll(() => page.getByText(/Other Shore|Third Island/).count()).toBe(0)

      // Whether an address is somewhere or nowhere, the answer is the same.
      for (const slug of [other.slug, 'no-such-organization']) {
        await page.goto(paths.door(slug))
        await page.getByRole('heading', { name: t('shell.mailbox.title') }).waitFor()
        await page.getByText(t('shell.mailbox.elsewhere')).waitFor()
      }
      await look(page, `doubt-door-${language}`)
      await page.goto(paths.tasks(other.slug))
      await page.getByText(t('shell.mailbox.elsewhere')).waitFor()
      await look(page, `doubt-elsewhere-${language}`)

      await page.goto(withDialog(paths.tasks(home.slug), 'switch'))
      await modal.getByRole('button', { name: t('shell.mailbox.prove') }).click()
      await page.getByRole('dialog', { name: t('shell.mailbox.title') }).waitFor()
      await look(page, `doubt-proof-${language}`)
      await prove(page, person)
      await modal.getByText('Other Shore').waitFor()
      await modal.getByText('Third Island').waitFor()
      await expect.poll(() => modal.getByText(t('shell.mailbox.means')).count()).toBe(0)
      await page.goto(paths.tasks(other.slug))
      await page
        .getByRole('button', { name: t('switching.switch-to', { name: other.name }) })
        .click()
      await inFrameOf(page, other, t)
    },
  )

  journey(
    `PW4, LG6: with no organization to show, the page asks for the mailbox; so does creating, over what was typed (${language})`,
    async ({ newVisitor }) => {
      const page = await newVisitor(options)
      const home = await makeTeam('Home Harbour', language)
      const other = await makeTeam('Other Shore', language)
      const someone = await home.addPerson('Maulana')
      await belongTo(other, someone, { entered: true })
      const { person, memberId } = await makeTemporary(home, someone)
      await home.client.suspendUser({ params: { memberId } })

      await signInAs(page, person, t)
      await page.getByRole('heading', { name: t('shell.mailbox.title') }).waitFor()
      await page.getByText(t('shell.mailbox.means')).waitFor()
      await look(page, `doubt-none-${language}`)
      await expect.poll(() => page.getByText('Other Shore').count()).toBe(0)

      await page.goto(paths.create())
      await page.getByText(t('founding.mailbox')).waitFor()
      await look(page, `doubt-create-${language}`)
      await page.getByLabel(t('founding.name')).fill('Own Pier')
      await page.getByLabel(t('founding.hub-name')).fill('Pier one')
      // The language of what is made follows from where it is.
      const place = language === 'id' ? '-6.2, 106.8' : '1.29, 103.8'
      await page.getByLabel(t('founding.coordinate')).fill(place)
      await page.getByRole('button', { name: t('founding.create'), exact: true }).click()
      const confirm = page.getByRole('dialog', { name: t('door.oneself.title') })
      await confirm.getByText(t('door.oneself.mailbox-in-doubt')).waitFor()
      await look(page, `doubt-create-proof-${language}`)
      await confirm.getByLabel(t('door.mail.code')).fill(await readCode(person.email))
      await changePassword(page, person, t)
      await inFrameOf(page, { name: 'Own Pier' }, t)
    },
  )

  journey(
    `PW4, LG7: the picker offers the proof, and then goes on to where somebody was going (${language})`,
    async ({ newVisitor }) => {
      const page = await newVisitor(options)
      const home = await makeTeam('Home Harbour', language)
      const other = await makeTeam('Other Shore', language)
      const someone = await home.addPerson('Maulana')
      await belongTo(other, someone, { entered: true })
      const { person } = await makeTemporary(home, someone)
      await signInAs(page, person, t)
      await page.getByLabel(t('door.temporary-password'), { exact: true }).waitFor()
      await page.goto(paths.choose())
      await page.getByText(t('shell.mailbox.means')).waitFor()
      await page
        .getByRole('button', { name: t('picker.sign-in-of', { name: home.name }) })
        .waitFor()
      await look(page, `doubt-picker-${language}`)
      await expect.poll(() => page.getByText('Other Shore').count()).toBe(0)
      await page.goto(paths.choose(paths.tasks(other.slug)))
      await enterBy(page, t('shell.mailbox.prove'))
      await prove(page, person)
      await changePassword(page, person, t)
      await inFrameOf(page, other, t)
    },
  )
}

async function changePassword(page: Page, { password }: Person, t: Words) {
  await page.getByLabel(t('door.temporary-password'), { exact: true }).fill(password)
  await page.getByLabel(t('set-password.password'), { exact: true }).fill(newPassword)
  await page.getByRole('button', { name: t('door.replace-password') }).click()
}

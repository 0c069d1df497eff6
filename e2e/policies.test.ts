import type { Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { createClient } from '#api/client.ts'
import { paths } from '#web/paths.ts'
import { expectAccessible, journey, phone, takeScreenshot } from './browser.ts'
import { makeTeam, type Person, signInAs } from './team.ts'
import { belongTo } from './walk.ts'

const enter = async (page: Page, person: Person) => {
  await signInAs(page, person)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
}

/** Its own input is invisible; people press the words. */
const pick = (page: Page, name: string) => page.getByText(name, { exact: true }).click()

const codeIn = (text: string) => /\b\d{6}\b/.exec(text)?.[0] ?? null

async function findCode(email: string): Promise<string> {
  const newest = async () => {
    const { items } = await createClient({ baseUrl: inject('origin') }).listDevelopmentMails()
    return items.flatMap(({ to, text }) => (to === email ? (codeIn(text) ?? []) : []))[0] ?? null
  }
  await expect.poll(newest, { timeout: 30_000 }).not.toBeNull()
  return (await newest()) ?? ''
}

journey(
  'DR6: a policy is previewed with names and reasons, kept from locking out, announced, and given up',
  async ({ page }) => {
    const team = await makeTeam('Lantern Pilots')
    await team.addPerson('Rani')
    await enter(page, team.owner)
    await page.goto(paths.signInPolicy(team.slug))

    await pick(page, 'A code from an authenticator')
    await page.getByRole('button', { name: 'Preview' }).click()
    const preview = page.getByRole('dialog', { name: 'Preview' })
    await preview.getByText('2 are asked for more').waitFor()
    await preview.getByText('Rani Tester').waitFor()
    await preview.getByText('No owner has yet what this policy wants').waitFor()
    await takeScreenshot(page, 'sign-in-policy-preview')
    await expectAccessible(page)

    await pick(page, 'At once')
    const save = preview.getByRole('button', { name: 'Save' })
    await expect.poll(() => save.getAttribute('aria-disabled')).toBe('true')
    await pick(page, 'From a date')
    await preview.getByRole('button', { name: 'Announce' }).click()
    await page.getByText('Announced by Olivia Owner', { exact: false }).waitFor()
    await page.getByRole('heading', { name: 'There are no break-glass codes' }).waitFor()
    await expectAccessible(page)
    // What acts now is what it was.
    expect((await team.client.getSignInPolicy()).policy.secondFactor).toBe('none')

    await page.getByRole('button', { name: 'Give up' }).click()
    await page.getByRole('button', { name: 'Give up the plan' }).click()
    await page.getByText('The plan was given up').waitFor()
    expect((await team.client.getSignInPolicy()).planned).toBeNull()
  },
)

journey('DR6: a contradiction stands at its field, which has the focus', async ({ page }) => {
  const team = await makeTeam('Patient Clocks')
  await enter(page, team.owner)
  await page.goto(paths.signInPolicy(team.slug))
  await page.getByRole('button', { name: 'A session lasts at most' }).click()
  await page.getByRole('option', { name: '8 hours' }).click()
  await page.getByRole('button', { name: 'Preview' }).click()
  await page.getByText('is longer than a session').waitFor()
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent))
    .toContain('1 day')
})

journey('DR6: an owner makes break-glass codes, which are shown once', async ({ newVisitor }) => {
  const page = await newVisitor(phone)
  const team = await makeTeam('Glass Harbour')
  await enter(page, team.owner)
  await page.goto(paths.signInPolicy(team.slug))
  await page.getByRole('button', { name: 'Make codes' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Make codes' }).click()
  await page.getByRole('dialog', { name: 'Confirm that it is you' }).waitFor()
  await page.keyboard.type(await findCode(team.owner.email))
  const codes = page.getByRole('dialog', { name: 'Your break-glass codes' })
  await codes.waitFor()
  await expect.poll(() => codes.getByRole('listitem').count()).toBe(5)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('5 of 5').waitFor()
})

journey(
  'PW4: an administrator makes a temporary password; PW3: not for who is registered elsewhere',
  async ({ page }) => {
    const [home, team] = [await makeTeam('Far Lighthouse'), await makeTeam('Near Lighthouse')]
    const guest = await home.addPerson('Gita')
    await belongTo(team, guest, { entered: true })
    const rani = await team.addPerson('Rani')
    await enter(page, team.owner)
    const open = async ({ email }: Person) => {
      const { items } = await team.client.listUsers({ query: { q: email } })
      await page.goto(paths.user(team.slug, items[0]?.id ?? '', 'access'))
    }
    const reset = page.getByRole('button', { name: 'Reset password' })

    await open(guest)
    await reset.focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Shift+Tab')
    await page
      .getByRole('tooltip', {
        name: 'Registered elsewhere: only their home organization may do this',
      })
      .waitFor()
    // What a tooltip says stands in no landmark.
    await page.keyboard.press('Escape')
    await expectAccessible(page)

    await open(rani)
    await reset.click()
    await pick(page, 'Make a temporary password')
    await page.getByRole('button', { name: 'Make password' }).click()
    const made = page.getByRole('dialog', { name: 'Temporary password of Rani Tester' })
    expect((await made.locator('code').textContent())?.length).toBeGreaterThan(12)
    await expectAccessible(page)
    await made.getByRole('button', { name: 'Done' }).click()
    await page.getByText('A temporary one waits to be replaced').waitFor()
  },
)

journey('DR1: a role demands a second factor of its holders', async ({ page }) => {
  const team = await makeTeam('Quiet Guards')
  await enter(page, team.owner)
  await page.goto(paths.role(team.slug, await team.roleId('planner')))
  await page.getByRole('heading', { name: 'At the door' }).waitFor()
  await pick(page, 'A code from an authenticator')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('link', { name: /Planner.*Demands an authenticator/ }).waitFor()
  await expectAccessible(page)
})

import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { paths } from '#web/paths.ts'
import { expectAccessible, journey, phone, takeScreenshot } from './browser.ts'
import { makeTeam, signInAs } from './team.ts'
import { belongTo, enterBy, inFrameOf } from './walk.ts'

/** Somebody in two organizations, inside the first. */
async function inTheFirstOfTwo(page: Page, names: [string, string]) {
  const [acme, globex] = [await makeTeam(names[0]), await makeTeam(names[1])]
  await belongTo(globex, acme.owner, { entered: true })
  await signInAs(page, acme.owner)
  await enterBy(page, `Sign In: ${acme.name}`)
  await inFrameOf(page, acme)
  return { acme, globex }
}

const openModal = async (page: Page) => {
  await page.getByRole('button', { name: /, your account$/ }).click()
  await page.getByRole('menuitem', { name: 'Switch Organization' }).click()
  const modal = page.getByRole('dialog', { name: 'Switch Organization' })
  await modal.getByRole('radiogroup').waitFor()
  return modal
}

journey(
  'SW1, SW2: by the modal of the profile icon to the Task page of the other organization',
  async ({ page }) => {
    const { acme, globex } = await inTheFirstOfTwo(page, ['Modal Acme', 'Modal Globex'])
    await page.goto(paths.users(acme.slug))
    const modal = await openModal(page)
    await modal.getByText('Current').waitFor()
    await modal.getByText('Your session in Modal Acme ends when the switch is done.').waitFor()
    await expect
      .poll(() => modal.getByRole('radio', { name: /Modal Acme/ }).isDisabled())
      .toBe(true)
    await modal.getByRole('button', { name: 'Create New Organization' }).waitFor()
    await expectAccessible(page)
    await takeScreenshot(page, 'switch-organization')
    await modal.getByRole('button', { name: 'Switch', exact: true }).click()
    await inFrameOf(page, globex)
    expect(new URL(page.url()).pathname).toBe(paths.tasks(globex.slug))
  },
)

journey('SW1: by the list under the logo', async ({ page }) => {
  const { globex } = await inTheFirstOfTwo(page, ['Logo Acme', 'Logo Globex'])
  await page.getByRole('button', { name: 'Logo Acme, show your organizations' }).click()
  await page.getByRole('menuitem', { name: /Logo Globex/ }).click()
  await inFrameOf(page, globex)
})

journey('SW5: closing the modal costs nothing', async ({ page }) => {
  const { acme } = await inTheFirstOfTwo(page, ['Stay Acme', 'Stay Globex'])
  const modal = await openModal(page)
  await page.keyboard.press('Escape')
  await modal.waitFor({ state: 'detached' })
  await page.reload()
  await inFrameOf(page, acme)
})

journey(
  'SW3, SW7: another tab learns of it at once, and can come back to the page it showed',
  async ({ page }) => {
    const { acme, globex } = await inTheFirstOfTwo(page, ['Tabs Acme', 'Tabs Globex'])
    const other = await page.context().newPage()
    await other.goto(paths.users(acme.slug))
    await inFrameOf(other, acme)

    const modal = await openModal(page)
    await modal.getByRole('button', { name: 'Switch', exact: true }).click()
    await inFrameOf(page, globex)

    await other.getByRole('heading', { name: 'This tab is still in Tabs Acme' }).waitFor()
    await other.getByRole('button', { name: 'Continue in Tabs Globex' }).waitFor()
    await expectAccessible(other)
    await other.getByText('Switch back to Tabs Acme').click()
    await inFrameOf(other, acme)
    expect(new URL(other.url()).pathname).toBe(paths.users(acme.slug))
    await page.getByRole('heading', { name: 'This tab is still in Tabs Globex' }).waitFor()

    // The session goes without a sign-out, and somebody else of that organization signs in beside.
    const colleague = await acme.addPerson('Wati', 'admin')
    await page.context().clearCookies()
    await signInAs(page, colleague)
    await inFrameOf(page, acme)
    const notice = other.getByRole('heading', { name: 'Somebody else is signed in here now' })
    await notice.waitFor()
    expect(await other.getByRole('table').count()).toBe(0)
    await expectAccessible(other)
    await takeScreenshot(other, 'somebody-else')
    await other.getByRole('button', { name: `Go on as ${colleague.email}` }).click()
    await other.getByRole('button', { name: 'Wati Tester, your account' }).waitFor()
    expect(new URL(other.url()).pathname).toBe(paths.users(acme.slug))
  },
)

journey(
  'SW7: a tab that heard nothing is refused by the server, and saves nothing',
  async ({ page, newVisitor }) => {
    const { acme, globex } = await inTheFirstOfTwo(page, ['Deaf Acme', 'Deaf Globex'])
    // Another window of the same browser that this tab cannot hear: its cookies, no channel.
    const other = await newVisitor()
    await other.context().addCookies(await page.context().cookies())
    await other.goto(paths.tasks(acme.slug))
    const modal = await openModal(other)
    await modal.getByRole('button', { name: 'Switch', exact: true }).click()
    await inFrameOf(other, globex)
    await page.context().addCookies(await other.context().cookies())

    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('heading', { name: 'This tab is still in Deaf Acme' }).waitFor()
    await page.getByRole('button', { name: 'Continue in Deaf Globex' }).click()
    await inFrameOf(page, globex)
  },
)

journey(
  'SW8: a link of another organization of mine offers the switch and goes on to that page',
  async ({ page }) => {
    const { acme, globex } = await inTheFirstOfTwo(page, ['Link Acme', 'Link Globex'])
    await page.goto(paths.users(globex.slug))
    await page.getByRole('heading', { name: 'This page is in Link Globex' }).waitFor()
    await page.getByText(/You are in Link Acme/).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Stay in Link Acme' }).click()
    await inFrameOf(page, acme)

    await page.goto(paths.users(globex.slug))
    await page.getByRole('button', { name: 'Switch to Link Globex' }).click()
    await inFrameOf(page, globex)
    expect(new URL(page.url()).pathname).toBe(paths.users(globex.slug))
  },
)

journey(
  'SW6: a link of an organization that is not mine looks like one that leads nowhere',
  async ({ page }) => {
    const stranger = await makeTeam('Not Yours')
    await inTheFirstOfTwo(page, ['Mine Acme', 'Mine Globex'])
    const heading = page.getByRole('heading', { name: 'There is nothing here' })
    const seen = async (path: string) => {
      await page.goto(path)
      await heading.waitFor()
      return page.getByRole('main').textContent()
    }
    expect(await seen(paths.users(stranger.slug))).toBe(
      await seen('/o/there-is-no-such/settings/users'),
    )
  },
)

journey('keyboard only: ⌘K finds the other organization', async ({ page }) => {
  const { globex } = await inTheFirstOfTwo(page, ['Palette Acme', 'Palette Globex'])
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('palette globex')
  await page.getByRole('menuitem', { name: 'Palette Globex' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await inFrameOf(page, globex)
})

journey('on a phone the modal is a sheet that switches', async ({ newVisitor }) => {
  const page = await newVisitor(phone)
  const { globex } = await inTheFirstOfTwo(page, ['Sheet Acme', 'Sheet Globex'])
  const modal = await openModal(page)
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
    .toBe(true)
  await modal.getByRole('button', { name: 'Switch', exact: true }).click()
  await inFrameOf(page, globex)
})

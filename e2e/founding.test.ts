import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { paths, withDialog } from '#web/paths.ts'
import { expectAccessible, journey, takeScreenshot } from './browser.ts'
import { makeTeam, signInAs } from './team.ts'
import { belongTo, inFrameOf } from './walk.ts'

async function openForm(page: Page, slug: string) {
  await page.goto(withDialog(paths.tasks(slug), 'create'))
  const dialog = page.getByRole('dialog', { name: 'Create New Organization' })
  await dialog.getByLabel('Organization name').waitFor()
  return dialog
}

journey(
  'CR1, CR3, CR6, CR7: without copying: name, hub and a pin on the map; then in it at once',
  async ({ page }) => {
    const team = await makeTeam('Founding Source')
    await signInAs(page, team.owner)
    await inFrameOf(page, team)
    await page.getByRole('button', { name: /, your account$/ }).click()
    await page.getByRole('menuitem', { name: 'Switch Organization' }).click()
    await page.getByRole('button', { name: 'Create New Organization' }).click()
    const dialog = page.getByRole('dialog', { name: 'Create New Organization' })

    // CR3: refused in place, nothing is sent.
    await dialog.getByRole('button', { name: 'Create organization' }).click()
    await dialog.getByText('Enter a coordinate').waitFor()
    await dialog.getByLabel('Organization name').fill('Founded Afresh')
    await dialog.getByLabel('Hub name').fill('Bukit Timah')
    await dialog.getByRole('button', { name: 'Pick on a map' }).click()
    const map = dialog.getByRole('application')
    await map.waitFor()
    await dialog.getByRole('combobox', { name: 'Find a country' }).fill('Singapore')
    await page.getByRole('option', { name: 'Singapore' }).click()
    await map.focus()
    await page.keyboard.press('Enter')
    await dialog.getByText('Enter a coordinate').waitFor({ state: 'detached' })
    await dialog.getByRole('textbox', { name: 'Hub coordinate' }).fill('1.34, 103.78')
    await dialog.getByText('Singapore').first().waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Create organization' }).dblclick()

    await page.getByRole('dialog', { name: 'Founded Afresh is ready' }).waitFor()
    await page.getByText('Made from the standard. You are its owner.').waitFor()
    await page.getByRole('button', { name: 'Go to tasks' }).click()
    await inFrameOf(page, { name: 'Founded Afresh' })
    // CR5: a double click made one.
    await page.getByRole('button', { name: 'Founded Afresh, show your organizations' }).click()
    await page.getByRole('menuitem', { name: /Founding Source/ }).waitFor()
    await expect.poll(() => page.getByRole('menuitem', { name: /Founded Afresh/ }).count()).toBe(0)
  },
)

journey(
  'CR2, CR4, CR5: by copying the first one: preview, choice, and a report of what came and why not',
  async ({ page }) => {
    const team = await makeTeam('Copy Source')
    const module = await team.client.createCustomModule({
      body: { name: 'Fleet map', url: 'https://fleet.example.com/' },
    })
    const role = await team.client.createRole({ body: { name: 'Dispatcher' } })
    await team.client.updateRole({
      params: { roleId: role.id },
      body: { permissions: ['tasks:view', `custom_module:${module.id}`] },
    })
    await signInAs(page, team.owner)
    await inFrameOf(page, team)
    const dialog = await openForm(page, team.slug)
    await dialog.getByLabel('Organization name').fill('Copied Neatly')
    await dialog.getByText('Copy settings from Copy Source').click()
    await dialog.getByRole('checkbox', { name: '1 hub' }).waitFor()
    await dialog.getByText('Dispatcher (View Fleet map)').waitFor()
    // CR3: a hub comes along, so none is asked for; left out, one is.
    await expect.poll(() => dialog.getByLabel('Hub name').count()).toBe(0)
    await dialog.getByText('1 hub', { exact: true }).click()
    await dialog.getByLabel('Hub name').waitFor()
    await dialog.getByText('1 hub', { exact: true }).click()
    await expectAccessible(page)
    await takeScreenshot(page, 'create-by-copying')
    await dialog.getByRole('button', { name: 'Create organization' }).click()

    const report = page.getByRole('dialog', { name: 'Copied Neatly is ready' })
    await report.getByText('1 custom role').waitFor()
    await report.getByText('Dispatcher (View Fleet map)').waitFor()
    await report.getByText('Custom modules belong to their organization').first().waitFor()
    await expectAccessible(page)
    await takeScreenshot(page, 'founding-report')
    await page.keyboard.press('Escape')
    await inFrameOf(page, { name: 'Copied Neatly' })
    expect(new URL(page.url()).hash).toBe('')
  },
)

journey(
  'CR2: nothing to copy is offered to somebody who owns no organization',
  async ({ page }) => {
    const team = await makeTeam('No Source')
    const planner = await team.addPerson('Putu')
    await signInAs(page, planner)
    await inFrameOf(page, team)
    const dialog = await openForm(page, team.slug)
    await dialog.getByLabel('Hub name').waitFor()
    await expect.poll(() => dialog.getByRole('switch').count()).toBe(0)
  },
)

journey(
  'LG6: somebody without organization creates one between password and door',
  async ({ page }) => {
    const team = await makeTeam('Left Behind')
    const person = await team.addPerson('Made')
    const { items } = await team.client.listUsers({ query: { q: person.email } })
    await team.client.suspendUser({ params: { memberId: items[0]?.id ?? '' } })
    await signInAs(page, person)
    await page.getByRole('button', { name: 'Create New Organization' }).click()
    await page.getByLabel('Organization name').fill('A New Beginning')
    await page.getByLabel('Hub name').fill('Queenstown')
    await page.getByLabel('Hub coordinate').fill('1.29, 103.8')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Create organization' }).click()
    await page.getByRole('dialog', { name: 'A New Beginning is ready' }).waitFor()
  },
)

journey('CR1: a name that is too short is said at its field', async ({ page }) => {
  const team = await makeTeam('Short Names')
  await belongTo(await makeTeam('Short Names Too'), team.owner)
  await signInAs(page, team.owner)
  await page.getByRole('button', { name: 'Create New Organization' }).click()
  await page.getByLabel('Organization name').fill('A')
  await page.getByRole('button', { name: 'Create organization' }).click()
  await page
    .getByText('Needs at least 3 characters')
    .or(page.getByText('needs at least 3 characters'))
    .first()
    .waitFor()
})

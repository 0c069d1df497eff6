import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { paths } from '#web/paths.ts'
import { expectAccessible, journey, phone, takeScreenshot } from './browser.ts'
import { makeParcelFlow } from './parcel-flow.ts'
import { makeTeam, type Person, signInAs } from './team.ts'

const enter = async (page: Page, person: Person) => {
  await signInAs(page, person)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
}

const editor = (page: Page) => page.locator('main form')
const preview = (page: Page) => page.getByRole('complementary', { name: 'Preview' })

async function openFlow(page: Page, name: string) {
  await page.getByRole('link', { name: 'Flows' }).click()
  await page.getByRole('row', { name: new RegExp(`^${name}`) }).click()
  await page.getByRole('heading', { name, exact: true }).waitFor()
}

journey(
  'FL1: a flow is edited with a live preview and saved as its next version',
  async ({ page }) => {
    const team = await makeTeam('Form Builders')
    const flowId = await makeParcelFlow(team.client)
    await enter(page, team.owner)
    await page.getByRole('link', { name: 'Flows' }).click()
    await page.getByRole('row', { name: /^Delivery Default/ }).waitFor()
    await takeScreenshot(page, 'flows')
    await expectAccessible(page)
    await openFlow(page, 'Parcel')

    const first = page.getByRole('region', { name: 'Page 1', exact: true })
    await first.getByRole('button', { name: 'Add field' }).click()
    await page.getByRole('menuitem', { name: 'Choice' }).click()
    await first.getByRole('textbox', { name: 'Title', exact: true }).fill('Vehicle')
    await first.getByLabel('Options').fill('Van\nBicycle\nDrone')
    await first.getByText('Required', { exact: true }).click()
    await preview(page).getByText('Vehicle', { exact: true }).waitFor()
    await takeScreenshot(page, 'flow-editor')
    await expectAccessible(page)

    // By keyboard: the button keeps the focus while its row moves.
    const up = first.getByRole('button', { name: 'Move Vehicle up' })
    await up.focus()
    await page.keyboard.press('Enter')
    await page.getByText('Vehicle: 9 of 10 on Order').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Vehicle: 8 of 10 on Order').waitFor()

    await page.getByRole('button', { name: 'Save as version 2' }).click()
    await page.getByText('Version 2', { exact: false }).first().waitFor()
    const saved = await team.client.getFlow({ params: { flowId } })
    expect(saved.pages[0]?.components[7]).toMatchObject({
      id: 'vehicle',
      kind: 'select',
      options: ['Van', 'Bicycle', 'Drone'],
      required: true,
    })

    await page.goto(paths.newTask(team.slug))
    await page.getByRole('button', { name: 'Flow' }).click()
    await page.getByRole('option', { name: 'Parcel' }).click()
    await page.getByRole('button', { name: 'Vehicle' }).click()
    await page.getByRole('option', { name: 'Drone' }).waitFor()
  },
)

journey(
  'FL1: a row is dragged by its handle, over the edge of its page',
  async ({ newVisitor }) => {
    // Tall enough for both rows: nothing scrolls under the pointer.
    const page = await newVisitor({ viewport: { width: 1280, height: 1800 } })
    const team = await makeTeam('Drag Race')
    await makeParcelFlow(team.client)
    await enter(page, team.owner)
    await openFlow(page, 'Parcel')
    const rows = editor(page).getByRole('listitem')
    const handle = rows.filter({ hasText: 'Phone of the recipient' }).locator('[draggable="true"]')
    await handle.dragTo(rows.filter({ hasText: 'Things seen' }))
    await page.getByText(/Phone of the recipient: \d of \d on At the door/).waitFor()
    await preview(page).getByRole('tab', { name: 'At the door' }).click()
    await preview(page).getByLabel('Phone of the recipient').waitFor()
  },
)

journey('FL1: who saves second is told, and loads what the first one saved', async ({ page }) => {
  const team = await makeTeam('Two Editors')
  await enter(page, team.owner)
  await openFlow(page, 'Pickup')
  const { items } = await team.client.listFlows()
  const flowId = items.find(({ name }) => name === 'Pickup')?.id ?? ''
  const { pages } = await team.client.getFlow({ params: { flowId } })
  await team.client.updateFlow({
    params: { flowId },
    body: { name: 'Pickup by two', pages, version: 1 },
  })
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Pickup by one')
  await page.getByRole('button', { name: 'Save as version 2' }).click()
  await page.getByText('Somebody saved this flow in the meantime').waitFor()
  await page.getByRole('button', { name: 'Load theirs' }).click()
  await page.getByRole('heading', { name: 'Pickup by two' }).waitFor()
  await expect
    .poll(() => page.getByRole('textbox', { name: 'Name', exact: true }).inputValue())
    .toBe('Pickup by two')
})

journey(
  'FL1: a flow of one’s own: reserved and taken names, refusals in their place, deleting',
  async ({ page }) => {
    const team = await makeTeam('Own Flows')
    await enter(page, team.owner)
    await page.getByRole('link', { name: 'Flows' }).click()
    await page.getByRole('button', { name: 'New flow' }).click()
    const name = page.getByRole('textbox', { name: 'Name', exact: true })
    await name.fill('Handover')
    await page.getByRole('button', { name: 'Create flow' }).click()
    await page.getByText('This name is reserved').waitFor()
    await name.fill('delivery')

    const first = page.getByRole('region', { name: 'Page 1', exact: true })
    await first.getByRole('button', { name: 'Add field' }).click()
    await page.getByRole('menuitem', { name: 'Number', exact: true }).click()
    await first.getByRole('textbox', { name: 'Title', exact: true }).fill('Doors')
    await first.getByLabel('Default value').fill('many')
    // Closed again: the refusal opens it.
    await first.getByRole('button', { name: /^Doors/ }).click()
    await page.getByRole('button', { name: 'Create flow' }).click()
    await first.getByText('has the wrong kind of value').waitFor()
    await first.getByLabel('Default value').fill('12')
    await page.getByRole('button', { name: 'Create flow' }).click()
    await page.getByText('is taken').waitFor()
    await name.fill('Door count')
    // Leaving now would lose it: the page asks first.
    await page.getByRole('link', { name: 'Tasks' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Create flow' }).click()
    await page.getByRole('heading', { name: 'Door count' }).waitFor()
    await page.getByText('Version 1').waitFor()

    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete flow' }).click()
    await page.getByRole('row', { name: /^Delivery/ }).waitFor()
    expect(await page.getByRole('row', { name: /^Door count/ }).count()).toBe(0)
  },
)

journey('FL1: whoever may only look reads a flow, on a phone too', async ({ newVisitor }) => {
  const page = await newVisitor(phone)
  const team = await makeTeam('Readers')
  await makeParcelFlow(team.client)
  await enter(page, await team.addPerson('Lina'))
  await openFlow(page, 'Parcel')
  expect(await editor(page).getByRole('button', { name: 'Add field' }).count()).toBe(0)
  await editor(page)
    .getByRole('button', { name: /^Order number/ })
    .click()
  await editor(page).getByLabel('Key').waitFor()
  await takeScreenshot(page, 'flow-editor-phone')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save as version 2' }).focus()
  await page.getByRole('tooltip').getByText('Edit flows').waitFor()
})

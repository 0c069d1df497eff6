import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { paths } from '#web/paths.ts'
import { expectAccessible, journey, phone, takeScreenshot } from './browser.ts'
import { makeParcelFlow } from './parcel-flow.ts'
import {
  belongToHub,
  finishTask,
  makeEmptyTeam,
  makeShortFlow,
  makeTask,
  whereOf,
} from './task-team.ts'
import { makeTeam, type Person, signInAs } from './team.ts'

const enter = async (page: Page, person: Person) => {
  await signInAs(page, person)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
}

const grid = (page: Page) => page.getByRole('grid', { name: 'Tasks' })
const row = (page: Page, name: string | RegExp) => grid(page).getByRole('row', { name })
const tab = (page: Page, name: string, count: number) =>
  page.getByRole('tab', { name: `${name} ${count}`, exact: true })

async function choose(page: Page, field: string, option: string) {
  await page.getByRole('button', { name: field }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

journey(
  'CR6: sample tasks arrive by themselves, are marked, and go with one click',
  async ({ page }) => {
    const team = await makeTeam('Sample Fair')
    await enter(page, team.owner)
    const remove = page.getByRole('button', { name: 'Remove samples' })
    await remove.waitFor()
    await grid(page).getByText('Sample', { exact: true }).first().waitFor()
    await takeScreenshot(page, 'tasks-samples')
    await expectAccessible(page)

    await remove.click()
    await page.getByRole('heading', { name: 'No tasks yet' }).waitFor()
    await page.getByText(/sample tasks? removed/).waitFor()
    await expect.poll(() => remove.count()).toBe(0)
    await tab(page, 'Done', 0).waitFor()
  },
)

journey(
  'TK1: a task is created from a flow, assigned and marked done, and read-only from then on',
  async ({ page }) => {
    const team = await makeEmptyTeam('Paper Boats')
    await makeParcelFlow(team.client)
    await enter(page, team.owner)
    await page.getByRole('button', { name: 'New task' }).first().click()
    await page.getByRole('heading', { name: 'New task' }).waitFor()
    await choose(page, 'Flow', 'Parcel')
    await page.getByLabel('Order number').waitFor()
    await page.getByRole('button', { name: 'Create task' }).click()
    await expect.poll(() => focused(page)).toMatch(/Title/)
    await expectAccessible(page)

    await page.getByLabel('Title').fill('Boats to the lighthouse')
    await page.getByLabel('Order number').fill('PB-1')
    await page.getByLabel('Recipient', { exact: true }).fill('Keeper')
    await page.getByLabel('Phone of the recipient').fill('+62 811 000')
    await page.getByLabel('Address').fill('Lighthouse 1')
    await page.getByLabel('Location on the map').fill('-6.1, 106.9')
    await page.getByLabel('Number of parcels').fill('3')
    await page.getByLabel('Cash on delivery').fill('150000')
    await page.getByRole('group', { name: 'Extras' }).getByText('Fragile').click()
    await page.getByRole('spinbutton', { name: 'month, Ready on' }).focus()
    await page.keyboard.type('03312027')
    await takeScreenshot(page, 'task-new')
    await page.getByRole('button', { name: 'Create task' }).click()
    await tab(page, 'Unassigned', 1).waitFor()

    await row(page, 'Boats to the lighthouse').click()
    const panel = page.getByRole('dialog', { name: 'Boats to the lighthouse' })
    await panel.getByText('PB-1').waitFor()
    await panel.getByText('150,000').waitFor()
    await panel.getByText('Mar 31, 2027').waitFor()
    await panel.getByText('Fragile').waitFor()
    await panel.getByRole('button', { name: 'Assign to me' }).click()
    await panel.getByRole('button', { name: 'Save assignees' }).click()
    await panel.getByText('Ongoing').waitFor()
    await expectAccessible(page)

    await panel.getByRole('button', { name: 'Do task' }).click()
    await page.getByRole('heading', { name: 'At the door' }).waitFor()
    await page.getByRole('button', { name: 'Next' }).click()
    await expect.poll(() => focused(page)).toMatch(/Result/)
    await choose(page, 'Result', 'Handed over')
    await page.getByRole('textbox', { name: 'Things seen, entry 1' }).fill('A gull')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Things seen, entry 2' }).fill('A buoy')
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByLabel('Received by').fill('Keeper’s cat')
    await finishTask(page, 'Boats to the lighthouse')
    await panel.getByText('Keeper’s cat').waitFor()
    await panel.getByRole('listitem').filter({ hasText: 'A buoy' }).waitFor()
    await panel.getByText('Handed over').waitFor()
    await panel.getByText('marked it done').waitFor()
    await expect.poll(() => panel.getByRole('button', { name: 'Do task' }).count()).toBe(0)
    await expect.poll(() => panel.getByRole('combobox').count()).toBe(0)
    await takeScreenshot(page, 'task-done')
    await page.keyboard.press('Escape')
    await page.getByRole('tab', { name: 'Done 1' }).waitFor()
    await row(page, 'Boats to the lighthouse').waitFor()
    // Done tasks cannot be changed, so nothing of them can be selected.
    await expect.poll(() => grid(page).getByRole('checkbox').count()).toBe(0)
  },
)

const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement
    const labels = element?.getAttribute('aria-labelledby')?.split(' ') ?? []
    const own = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : []
    return [
      ...own.map((label) => label.textContent),
      ...labels.map((id) => document.getElementById(id)?.textContent),
    ]
      .filter(Boolean)
      .join(' ')
  })

journey(
  'TK1: the list is filtered by status, hub, flow, text and person, and read page by page',
  async ({ page }) => {
    const team = await makeEmptyTeam('Long Lists')
    const flowId = await makeShortFlow(team)
    const { hubId, flowId: delivery } = await whereOf(team)
    const { id: second } = await team.client.createHub({
      body: { name: 'Second hub', latitude: -7, longitude: 112 },
      idempotencyKey: randomUUID(),
    })
    const me = (await team.client.getSession()).member.id
    for (let number = 1; number <= 53; number++)
      await makeTask(team, { flowId, hubId, title: `Errand ${String(number).padStart(2, '0')}` })
    await makeTask(team, { flowId, hubId: second, title: 'Kiosk in the south' })
    await makeTask(team, { flowId, hubId, title: 'Mine alone', assigneeIds: [me] })
    expect(delivery).not.toBe('')

    await enter(page, team.owner)
    await tab(page, 'Unassigned', 54).waitFor()
    await page.getByText('1–50 of about 54').waitFor()
    await page.getByRole('button', { name: 'Next page' }).click()
    await page.getByText('51–54 of about 54').waitFor()
    await page.goBack()
    await page.getByText('1–50 of about 54').waitFor()

    await page.getByRole('searchbox', { name: 'Search by title' }).fill('kiosk')
    await tab(page, 'Unassigned', 1).waitFor()
    await row(page, 'Kiosk in the south').waitFor()
    await page.reload()
    await row(page, 'Kiosk in the south').waitFor()
    await page.getByRole('searchbox', { name: 'Search by title' }).fill('')
    await tab(page, 'Unassigned', 54).waitFor()

    await page.getByRole('button', { name: 'Hub: All hubs' }).click()
    await page.getByRole('menuitemradio', { name: 'Second hub' }).click()
    await tab(page, 'Unassigned', 1).waitFor()
    const chips = page.getByRole('grid', { name: 'Filters' })
    await chips.getByRole('row', { name: 'Hub: Second hub' }).getByRole('button').click()
    await tab(page, 'Unassigned', 54).waitFor()

    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Assignee' }).click()
    await page.getByRole('menuitemradio', { name: 'Me' }).click()
    await page.getByRole('heading', { name: 'Nothing is unassigned' }).waitFor()
    await page.getByRole('button', { name: 'Show Ongoing' }).click()
    await row(page, 'Mine alone').waitFor()
    expect(new URL(page.url()).searchParams.get('assignee')).toBe('me')

    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Flow' }).click()
    await page.getByRole('menuitemradio', { name: 'Delivery' }).click()
    await page.getByRole('heading', { name: 'Nothing under these filters' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Clear all' }).last().click()
    await row(page, 'Mine alone').waitFor()
  },
)

journey('TK1: several tasks are assigned and deleted at once', async ({ page }) => {
  const team = await makeEmptyTeam('Many Hands')
  await team.addPerson('Bayu')
  const { hubId } = await whereOf(team)
  await belongToHub(team, 'Bayu', hubId)
  const flowId = await makeShortFlow(team)
  for (const title of ['One', 'Two', 'Three']) await makeTask(team, { flowId, hubId, title })

  await enter(page, team.owner)
  await row(page, 'One').getByRole('checkbox').check({ force: true })
  await row(page, 'Two').getByRole('checkbox').check({ force: true })
  const bar = page.getByRole('toolbar', { name: 'Selected rows' })
  await bar.getByText('2 selected').waitFor()
  await bar.getByRole('button', { name: 'Assign', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Assign 2 tasks' })
  await dialog.getByRole('combobox', { name: 'Assignees' }).fill('bay')
  await page.getByRole('option', { name: 'Bayu Tester' }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click()
  await tab(page, 'Ongoing', 2).waitFor()
  await tab(page, 'Unassigned', 1).waitFor()

  await page.getByRole('tab', { name: 'Ongoing' }).click()
  await row(page, 'One').waitFor()
  await grid(page).getByRole('columnheader').getByRole('checkbox').check({ force: true })
  await bar.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete 2 tasks' }).click()
  await tab(page, 'Ongoing', 0).waitFor()
  await page.getByRole('heading', { name: 'Nothing is ongoing' }).waitFor()
})

journey(
  'TK1: what the server refuses stands under its field, and what was typed stays',
  async ({ page }) => {
    const team = await makeEmptyTeam('Strict Harbour')
    await makeShortFlow(team)
    await enter(page, team.owner)
    await page.goto(paths.newTask(team.slug))
    await choose(page, 'Flow', 'Errand')
    await page.getByLabel('Title').fill('A link with a password')
    const link = page.getByRole('textbox', { name: 'Link' })
    await link.fill('https://somebody:secret@example.com')
    await page.getByRole('button', { name: 'Create task' }).click()
    await page.getByText('does not have the right form').waitFor()
    await expect.poll(() => focused(page)).toMatch(/Link/)
    await link.fill('https://example.com')
    // Leaving now would lose it: the page asks first.
    await page.getByRole('link', { name: 'Flows' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Create task' }).click()
    await row(page, 'A link with a password').waitFor()
  },
)

journey(
  'TK1: by keyboard alone a task is made, found in the list, opened and closed',
  async ({ page }) => {
    const team = await makeEmptyTeam('No Mouse')
    await makeShortFlow(team)
    await enter(page, team.owner)
    await page.getByRole('heading', { name: 'No tasks yet' }).waitFor()
    await page.keyboard.press('c')
    await page.getByRole('heading', { name: 'New task' }).waitFor()
    await expect.poll(() => focused(page)).toMatch(/Flow/)
    await page.keyboard.press('Enter')
    await page.keyboard.type('Err')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Link' }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.type('Made without a mouse')
    await page.keyboard.press('Enter')
    await row(page, 'Made without a mouse').waitFor()

    await page.getByRole('tab', { name: 'Unassigned' }).focus()
    for (let presses = 0; presses < 12; presses++) {
      if (await grid(page).evaluate((element) => element.contains(document.activeElement))) break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const panel = page.getByRole('dialog', { name: 'Made without a mouse' })
    await panel.waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'hidden' })
  },
)

journey(
  'RP3: whoever sees only their own has their own list, and buttons that say why not',
  async ({ page }) => {
    const team = await makeEmptyTeam('Own Work')
    const person = await team.addPerson('Fitri', 'field_user')
    await enter(page, person)
    await page.getByRole('heading', { name: 'You have no hub yet' }).waitFor()
    await expectAccessible(page)

    const { hubId } = await whereOf(team)
    const fitri = await belongToHub(team, 'Fitri', hubId)
    const flowId = await makeShortFlow(team)
    await makeTask(team, { flowId, hubId, title: 'For somebody else' })
    await makeTask(team, { flowId, hubId, title: 'For Fitri', assigneeIds: [fitri] })
    await page.reload()
    // What is theirs to do comes first, the most urgent of it on top.
    const mine = page.getByRole('list', { name: 'Today' })
    await mine.getByRole('link', { name: 'For Fitri' }).waitFor()
    await expect.poll(() => page.getByText('For somebody else').count()).toBe(0)
    const create = page.getByRole('button', { name: 'New task' })
    await create.focus()
    await page.getByRole('tooltip').getByText('Create tasks').waitFor()

    await mine.getByRole('link', { name: 'For Fitri' }).click()
    const panel = page.getByRole('dialog', { name: 'For Fitri' })
    await panel.getByRole('button', { name: 'Delete' }).focus()
    await page.getByRole('tooltip').getByText('Delete tasks').waitFor()
    await panel.getByRole('button', { name: 'Do task' }).click()
    await page.getByLabel('Note').fill('Done and dusted')
    await finishTask(page, 'For Fitri')
    await panel.getByText('Done and dusted').waitFor()
  },
)

journey(
  'TK1: on a phone tasks are cards, and a task is made and done with a thumb',
  async ({ newVisitor }) => {
    const page = await newVisitor(phone)
    const team = await makeEmptyTeam('Thumbs Only')
    await makeShortFlow(team)
    await enter(page, team.owner)
    await page.getByRole('button', { name: 'New task' }).first().tap()
    await choose(page, 'Flow', 'Errand')
    await page.getByLabel('Title').fill('Small screen')
    await page.getByRole('button', { name: 'Assign to me' }).tap()
    await takeScreenshot(page, 'task-new-phone')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Create task' }).tap()
    await row(page, 'Small screen').waitFor()
    const sideways = () =>
      page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
    expect(await sideways()).toBe(false)
    await takeScreenshot(page, 'tasks-phone')
    await expectAccessible(page)
    await row(page, 'Small screen').tap()
    const panel = page.getByRole('dialog', { name: 'Small screen' })
    await panel.getByRole('button', { name: 'Do task' }).tap()
    await page.getByLabel('Note').fill('With a thumb')
    await finishTask(page, 'Small screen')
    await panel.getByText('With a thumb').waitFor()
  },
)

import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { paths } from '#web/paths.ts'
import { journey, phone, takeScreenshot } from './browser.ts'
import { putFinger } from './finger.ts'
import { look } from './look.ts'
import { belongToHub, makeEmptyTeam, makeShortFlow, makeTask, whereOf } from './task-team.ts'
import { type Person, signInAs, type Team } from './team.ts'
import { type Words, wordsIn } from './words.ts'

const en = wordsIn('en')
const hourMs = 3_600_000

async function enter(page: Page, person: Person, t: Words = en) {
  await signInAs(page, person, t)
  await page.getByRole('navigation', { name: t('shell.navigation') }).waitFor()
}

const inHours = (hours: number) => new Date(Date.now() + hours * hourMs).toISOString()
const column = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const card = (page: Page, title: string) => page.getByRole('listitem').filter({ hasText: title })
const layout = (page: Page, name: string) => page.getByRole('radio', { name, exact: true })
const views = (page: Page) => page.getByRole('navigation', { name: 'Saved views' })

/** By its handle: to the left edge, where the board scrolls along until the first column is whole, and into it. */
async function bringByFinger(page: Page, taken: Locator, to: string) {
  const grip = taken.locator('[data-grip]')
  await grip.scrollIntoViewIfNeeded()
  const from = await grip.boundingBox()
  if (!from) throw new Error('There is nothing to take hold of')
  const y = from.y + from.height / 2
  const finger = await putFinger(page, { x: from.x + from.width / 2, y })
  await finger.move({ x: 4, y })
  await expect.poll(async () => (await column(page, to).boundingBox())?.x).toBeGreaterThan(0)
  await finger.move({ x: 120, y })
  await takeScreenshot(page, 'tasks-board-phone-drag')
  await finger.lift()
}

/** A second hub of the owner's, some way off. */
const addHub = ({ client }: Team, name: string) =>
  client.createHub({
    body: { name, latitude: -7.25, longitude: 112.75 },
    idempotencyKey: randomUUID(),
  })

/** A flow whose first page asks for a place, so that its tasks stand on the map. */
const makePlacedFlow = ({ client }: Team) =>
  client.createFlow({
    idempotencyKey: randomUUID(),
    body: {
      name: 'Visit',
      pages: [
        { title: 'Visit', components: [{ id: 'place', kind: 'coordinate', title: 'Where' }] },
        { title: 'Report', components: [{ id: 'note', kind: 'text', title: 'Note' }] },
      ],
    },
  })

journey(
  'TK1: on the board a card is dragged to be assigned, unassigned or done, and refusals say why',
  async ({ page }) => {
    const team = await makeEmptyTeam('Board Walk')
    const { hubId } = await whereOf(team)
    const flowId = await makeShortFlow(team)
    await team.addPerson('Bayu')
    const bayu = await belongToHub(team, 'Bayu', hubId)
    await makeTask(team, { flowId, hubId, title: 'Paint the fence' })
    const { id } = await makeTask(team, {
      flowId,
      hubId,
      title: 'Oil the gate',
      assigneeIds: [bayu],
    })
    await enter(page, team.owner)
    await layout(page, 'Board').click()
    await column(page, 'Unassigned').getByText('Paint the fence').waitFor()
    await look(page, 'tasks-board')

    // A hand that slips in the menu of a card chooses there, and drags nothing.
    await page.getByRole('button', { name: 'Move “Paint the fence”' }).click()
    const item = page.getByRole('menuitem', { name: 'Assign' })
    await item.dragTo(item, { sourcePosition: { x: 20, y: 10 }, targetPosition: { x: 60, y: 14 } })
    const assign = page.getByRole('dialog', { name: 'Assign 1 task' })
    await assign.getByRole('button', { name: 'Cancel' }).click()
    await assign.waitFor({ state: 'detached' })

    await card(page, 'Paint the fence').dragTo(column(page, 'Ongoing'))
    await assign.getByRole('button', { name: 'Assign to me' }).click()
    await assign.getByRole('button', { name: 'Assign', exact: true }).click()
    await column(page, 'Ongoing').getByText('Paint the fence').waitFor()

    // Nobody is a state of its own, and one press brings back who it was.
    await card(page, 'Oil the gate').dragTo(column(page, 'Unassigned'))
    await column(page, 'Unassigned').getByText('Oil the gate').waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await column(page, 'Ongoing').getByText('Oil the gate').waitFor()
    expect((await team.client.getTask({ params: { taskId: id } })).assignees).toMatchObject([
      { id: bayu },
    ])

    await card(page, 'Paint the fence').dragTo(column(page, 'Done'))
    await page.waitForURL('**/do')
    await page.getByRole('heading', { name: 'Report' }).waitFor()
  },
)

journey(
  'TK1: on the board cards are gone through and moved by keyboard alone',
  async ({ page, newVisitor }) => {
    const team = await makeEmptyTeam('Board Keys')
    const { hubId } = await whereOf(team)
    const flowId = await makeShortFlow(team)
    const me = (await team.client.getSession()).member.id
    const fitri = await team.addPerson('Fitri', 'field_user')
    await belongToHub(team, 'Fitri', hubId)
    await makeTask(team, { flowId, hubId, title: 'First', startsAt: inHours(1) })
    await makeTask(team, { flowId, hubId, title: 'Second', startsAt: inHours(2) })
    await makeTask(team, { flowId, hubId, title: 'Third', assigneeIds: [me] })
    await enter(page, team.owner)
    await page.goto(`${paths.tasks(team.slug)}?view=board`)
    await column(page, 'Ongoing').getByText('Third').waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.textContent)

    await page.getByRole('link', { name: 'First' }).focus()
    await page.keyboard.press('ArrowDown')
    await expect.poll(focused).toBe('Second')
    await page.keyboard.press('ArrowRight')
    await expect.poll(focused).toBe('Third')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(focused).toBe('First')
    await page.keyboard.press('Shift+ArrowRight')
    const assign = page.getByRole('dialog', { name: 'Assign 1 task' })
    await assign.waitFor()
    await page.keyboard.press('Escape')
    await assign.waitFor({ state: 'hidden' })

    await page.getByRole('button', { name: 'Move “Third”' }).click()
    await page.getByRole('menuitem', { name: 'Unassign' }).press('Enter')
    await column(page, 'Unassigned').getByText('Third').waitFor()

    // Whoever sees only their own has no column of what nobody has, and hears why others are shut.
    await makeTask(team, {
      flowId,
      hubId,
      title: 'For Fitri',
      assigneeIds: [await belongToHub(team, 'Fitri', hubId)],
    })
    const field = await newVisitor()
    await enter(field, fitri)
    await field.goto(`${paths.tasks(team.slug)}?view=board`)
    await column(field, 'Ongoing').getByText('For Fitri').waitFor()
    await expect.poll(() => column(field, 'Unassigned').count()).toBe(0)
    await field.getByRole('button', { name: 'Move “For Fitri”' }).click()
    const unassign = field.getByRole('menuitem', { name: 'Unassign' })
    await unassign.getByText('Assign tasks').waitFor()
    await expect(unassign.getAttribute('aria-disabled')).resolves.toBe('true')
    await field.getByRole('menuitem', { name: 'Do it now…' }).click()
    await field.waitForURL('**/do')
  },
)

journey(
  'TK1: the map shows the tasks of a day where they are, and the list beside it says the same',
  async ({ page }) => {
    const team = await makeEmptyTeam('Day Trips')
    const { hubId } = await whereOf(team)
    const { id: flowId } = await makePlacedFlow(team)
    const visit = (title: string, days: number, place?: string) =>
      makeTask(team, {
        flowId,
        hubId,
        title,
        startsAt: inHours(days * 24),
        endsAt: inHours(days * 24 + 1),
        ...(place && { values: { place } }),
      })
    await visit('Harbour', 0, '-6.1, 106.8')
    await visit('Hills', 0, '-6.6, 106.8')
    await visit('Somewhere near the hub', 0)
    await visit('Also near the hub', 0)
    await visit('Later', 3, '-7.8, 110.4')

    await enter(page, team.owner)
    await layout(page, 'Map').click()
    const list = page.getByRole('list', { name: 'Tasks of this day' })
    await list.getByRole('link', { name: 'Harbour' }).waitFor()
    await expect.poll(() => list.getByRole('listitem').count()).toBe(4)
    await list.getByText('at its hub').first().waitFor()
    await expect.poll(() => list.getByText('at its hub').count()).toBe(2)
    const map = page.getByRole('application', { name: 'Map of the tasks' })
    await map.getByTitle('Hills').waitFor()
    await look(page, 'tasks-map')

    // Pointing at one brings out the other.
    await list.getByRole('link', { name: 'Hills' }).focus()
    await expect.poll(() => map.getByTitle('Hills').getAttribute('data-marked')).not.toBeNull()
    await map.getByTitle('Hills').click()
    const panel = page.getByRole('dialog', { name: 'Hills' })
    await panel.waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'hidden' })
    expect(new URL(page.url()).searchParams.get('view')).toBe('map')

    // What stands in the very same place is told apart in the list: near at first, then one by one.
    for (let presses = 0; presses < 6; presses++) {
      if (await page.getByText('2 tasks in the same place').count()) break
      await map.getByTitle(/here$/).first().click()
      await page.waitForTimeout(100)
    }
    await page.getByText('2 tasks in the same place').waitFor()
    await expect.poll(() => list.getByRole('listitem').count()).toBe(2)
    await page.getByRole('button', { name: 'Show all', exact: true }).click()
    await expect.poll(() => list.getByRole('listitem').count()).toBe(4)

    await page.getByRole('button', { name: 'Next day' }).click()
    await page.getByRole('heading', { name: 'No task starts on this day' }).waitFor()
    await page.getByRole('button', { name: /^Go to / }).click()
    await list.getByRole('link', { name: 'Later' }).waitFor()
    await page.keyboard.press('[')
    await page.getByRole('heading', { name: 'No task starts on this day' }).waitFor()
    await page.goBack()
    await list.getByRole('link', { name: 'Later' }).waitFor()
    await page.getByRole('button', { name: 'Today', exact: true }).click()
    await list.getByRole('link', { name: 'Harbour' }).waitFor()
  },
)

journey(
  'TK1: filters are saved as a view, shared, changed, put in order and deleted',
  async ({ page, newVisitor }) => {
    const team = await makeEmptyTeam('Good Views')
    const { hubId } = await whereOf(team)
    const flowId = await makeShortFlow(team)
    const fitri = await team.addPerson('Fitri', 'field_user')
    const memberId = await belongToHub(team, 'Fitri', hubId)
    await makeTask(team, { flowId, hubId, title: 'Today, mine', assigneeIds: [memberId] })
    await makeTask(team, { flowId, hubId, title: 'In ten days', startsAt: inHours(240) })
    await enter(page, team.owner)
    const filter = async (...path: [string, string]) => {
      await page.getByRole('button', { name: 'Filter', exact: true }).click()
      await page.getByRole('menuitem', { name: path[0], exact: true }).click()
      await page.getByRole('menuitemradio', { name: path[1], exact: true }).click()
    }
    const grid = page.getByRole('grid', { name: 'Tasks' })
    await page.getByRole('tab', { name: 'All' }).click()
    await grid.getByRole('row', { name: 'In ten days' }).waitFor()
    await filter('Starts', 'Next 7 days')
    await grid.getByRole('row', { name: 'In ten days' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Save view' }).click()
    const dialog = page.getByRole('dialog', { name: 'Save view' })
    await dialog.getByLabel('Name').fill('Coming week')
    await dialog.getByText('Share with everybody').click()
    await look(page, 'tasks-save-view')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await views(page)
      .getByRole('button', { name: /^Coming week/ })
      .waitFor()

    // Whoever opens it sees in it what they may see, and cannot change it.
    const field = await newVisitor(phone)
    await enter(field, fitri)
    await views(field)
      .getByRole('button', { name: /^Coming week/ })
      .tap()
    await field.getByRole('grid', { name: 'Tasks' }).getByText('Today, mine').waitFor()
    await look(field, 'tasks-views-phone')
    await expect.poll(() => field.getByRole('button', { name: /What to do with/ }).count()).toBe(0)

    await filter('Order', 'Newest first')
    await page.getByRole('button', { name: 'Save view' }).click()
    await page.getByRole('menuitem', { name: 'Save as a new view…' }).click()
    await dialog.getByLabel('Name').fill('Coming week')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('That name is taken').first().waitFor()
    await dialog.getByLabel('Name').fill('New this week')
    await dialog.getByRole('button', { name: 'Save' }).click()
    const pills = views(page).getByRole('button', { name: /^(Coming|New this) week/ })
    const menu = page.getByRole('button', { name: 'What to do with “New this week”' })
    await menu.click()
    await page.getByRole('menuitem', { name: 'Move forward' }).click()
    await expect.poll(() => pills.first().textContent()).toBe('New this week')

    await views(page).getByRole('button', { name: 'All tasks' }).click()
    await grid.getByRole('row', { name: 'In ten days' }).waitFor()
    await views(page).getByRole('button', { name: 'New this week', exact: true }).click()
    await grid.getByRole('row', { name: 'In ten days' }).waitFor({ state: 'detached' })
    await menu.click()
    await page.getByRole('menuitem', { name: 'Delete view' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete view' }).click()
    await expect.poll(() => pills.count()).toBe(1)
  },
)

journey(
  'TK1: many tasks are moved to another hub, and it is said who lost them',
  async ({ page }) => {
    const team = await makeEmptyTeam('Moving Day')
    const { hubId } = await whereOf(team)
    const south = await addHub(team, 'South hub')
    const flowId = await makeShortFlow(team)
    await team.addPerson('Bayu')
    const bayu = await belongToHub(team, 'Bayu', hubId)
    for (const title of ['Crate', 'Barrel'])
      await makeTask(team, { flowId, hubId, title, assigneeIds: [bayu] })
    await enter(page, team.owner)
    await page.getByRole('tab', { name: 'Ongoing 2' }).click()
    const grid = page.getByRole('grid', { name: 'Tasks' })
    await grid.getByRole('row', { name: 'Crate' }).waitFor()
    await grid.getByRole('columnheader').getByRole('checkbox').check({ force: true })
    const bar = page.getByRole('toolbar', { name: 'Selected rows' })
    await bar.getByRole('button', { name: 'Move' }).click()
    const dialog = page.getByRole('dialog', { name: 'Move 2 tasks' })
    await dialog.getByText('Who does not have the new hub').waitFor()
    await dialog.getByRole('combobox', { name: 'To the hub' }).fill('sou')
    await page.getByRole('option', { name: 'South hub' }).click()
    await look(page, 'tasks-move')
    await dialog.getByRole('button', { name: 'Move', exact: true }).click()
    await page.getByText('2 tasks moved to South hub').waitFor()
    await page.getByText('2 of them lost people').waitFor()
    await page.getByRole('tab', { name: 'Unassigned 2' }).click()
    await grid.getByRole('row', { name: 'Crate' }).getByText('South hub').waitFor()
    const { items } = await team.client.listTasks({ query: { hubId: south.id } })
    expect(items.map(({ assignees }) => assignees)).toEqual([[], []])
  },
)

journey(
  'TK1: on a phone, and in Indonesian, one’s own tasks come first: what is late, today, later, then the others',
  async ({ newVisitor }) => {
    const t = wordsIn('id')
    const page = await newVisitor({ ...phone, locale: 'id-ID' })
    const team = await makeEmptyTeam('Tugas Saya', 'id')
    const { hubId } = await whereOf(team, 'Pengantaran')
    const flowId = await makeShortFlow(team)
    const me = (await team.client.getSession()).member.id
    const task = (title: string, from: number, to: number, mine = true) =>
      makeTask(team, {
        flowId,
        hubId,
        title,
        startsAt: inHours(from),
        endsAt: inHours(to),
        ...(mine && { assigneeIds: [me] }),
      })
    await task('Nanti', 72, 80)
    await task('Terlewat', -48, -24)
    await task('Sekarang', -1, 5)
    await task('Punya orang lain', 1, 5, false)
    await enter(page, team.owner, t)
    const headings = page.getByRole('tabpanel').getByRole('heading', { level: 2 })
    await expect
      .poll(() => headings.allTextContents())
      .toEqual(['overdue', 'today', 'upcoming', 'others'].map((group) => t(`tasks.mine.${group}`)))
    await look(page, 'tasks-mine-phone')
    const late = page.getByRole('list', { name: t('tasks.mine.overdue') })
    await late.getByRole('link', { name: 'Terlewat' }).waitFor()
    await page.getByRole('button', { name: t('tasks.do-one', { title: 'Sekarang' }) }).tap()
    await page.waitForURL('**/do')
    await page.goto(`${paths.tasks(team.slug)}?view=board`)
    await column(page, t('tasks.status.ongoing')).getByText('Sekarang').waitFor()
    await look(page, 'tasks-board-phone')
    await bringByFinger(page, card(page, 'Sekarang'), t('tasks.status.unassigned'))
    await column(page, t('tasks.status.unassigned')).getByText('Sekarang').waitFor()
    await page.goto(`${paths.tasks(team.slug)}?view=map`)
    await page.getByRole('application').waitFor()
    await look(page, 'tasks-map-phone')
  },
)

journey('TK1: the hub at the top right counts in list, board and map alike', async ({ page }) => {
  const team = await makeEmptyTeam('Two Towns')
  const { hubId } = await whereOf(team)
  const south = await addHub(team, 'South hub')
  const flowId = await makeShortFlow(team)
  await makeTask(team, { flowId, hubId, title: 'In the north' })
  await makeTask(team, { flowId, hubId: south.id, title: 'In the south' })
  await enter(page, team.owner)
  await page.getByRole('grid', { name: 'Tasks' }).getByText('In the north').waitFor()
  await page.getByRole('button', { name: 'Hub: All hubs' }).click()
  await page.getByRole('menuitemradio', { name: 'South hub' }).click()
  for (const name of ['List', 'Board', 'Map']) {
    await layout(page, name).click()
    await page
      .getByRole('tabpanel')
      .or(page.getByRole('main'))
      .getByText('In the south')
      .first()
      .waitFor()
    await expect.poll(() => page.getByText('In the north').count()).toBe(0)
  }
})

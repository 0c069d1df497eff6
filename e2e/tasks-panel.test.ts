import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { expect } from 'vitest'
import { paths } from '#web/paths.ts'
import { journey, phone } from './browser.ts'
import { look } from './look.ts'
import { belongToHub, makeEmptyTeam, makeShortFlow, makeTask, whereOf } from './task-team.ts'
import { type Person, signInAs, type Team } from './team.ts'

const enter = async (page: Page, person: Person) => {
  await signInAs(page, person)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
}

const panelOf = (page: Page, title: string) => page.getByRole('dialog', { name: title })
const stream = (page: Page) => page.getByRole('list', { name: 'Activity' })

/** What is asked first depends on an answer, and takes a photo; at the end somebody signs. */
const makeRepairFlow = ({ client }: Team) =>
  client.createFlow({
    idempotencyKey: randomUUID(),
    body: {
      name: 'Repair',
      pages: [
        {
          title: 'Damage',
          components: [
            {
              id: 'kind',
              kind: 'select',
              title: 'What is broken',
              options: ['Window', 'Door'],
              appearance: 'buttons',
              required: true,
            },
            {
              id: 'panes',
              kind: 'number',
              title: 'Panes',
              required: true,
              conditions: [{ component: 'kind', options: ['Window'], action: 'show' }],
            },
            { id: 'photo', kind: 'photo', title: 'Picture of it', max: 3 },
          ],
        },
        {
          title: 'Receipt',
          components: [{ id: 'signature', kind: 'signature', title: 'Tenant', required: true }],
        },
      ],
    },
  })

const picture = (colour: string, format: 'jpeg' | 'png' = 'jpeg') =>
  sharp({ create: { width: 1200, height: 800, channels: 3, background: colour } })
    .toFormat(format)
    .toBuffer()

journey(
  'TK1: a task is edited and rescheduled from its panel, and its history says by whom',
  async ({ page, newVisitor }) => {
    const team = await makeEmptyTeam('Second Thoughts')
    const { hubId } = await whereOf(team)
    const flowId = await makeShortFlow(team)
    const bayu = await team.addPerson('Bayu')
    await belongToHub(team, 'Bayu', hubId)
    const start = '2027-03-01T02:00:00.000Z'
    const end = '2027-03-01T04:00:00.000Z'
    const { id } = await makeTask(team, {
      flowId,
      hubId,
      title: 'Fix the roof',
      startsAt: start,
      endsAt: end,
    })
    await enter(page, team.owner)
    await page.goto(paths.task(team.slug, id))
    const panel = panelOf(page, 'Fix the roof')
    await panel.getByRole('button', { name: 'Edit' }).click()
    await panel.getByLabel('Title').fill('Fix the whole roof')
    await panel.getByRole('textbox', { name: 'Link' }).fill('https://example.com/roof')

    // Somebody is faster: nothing is lost silently, and what they made of it can be loaded.
    const other = await newVisitor()
    await enter(other, bayu)
    await other.goto(paths.task(team.slug, id))
    const theirs = panelOf(other, 'Fix the roof')
    await theirs.getByRole('button', { name: 'Reschedule' }).click()
    const times = other.getByRole('dialog', { name: 'Reschedule' })
    await times.getByRole('button', { name: '1 day later' }).click()
    await look(other, 'task-reschedule')
    await times.getByRole('button', { name: 'Reschedule' }).click()
    await times.waitFor({ state: 'hidden' })
    await stream(other).getByText('Bayu Tester').waitFor()

    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.getByText('Somebody changed this task').first().waitFor()
    await expect.poll(() => panel.getByLabel('Title').inputValue()).toBe('Fix the whole roof')
    await look(page, 'task-edit-conflict')
    await panel.getByRole('button', { name: 'Load the task as it is now' }).click()
    await expect.poll(() => panel.getByLabel('Title').inputValue()).toBe('Fix the roof')
    await panel.getByLabel('Title').fill('Fix the whole roof')
    await look(page, 'task-edit')

    // Once more, and now what one has changed is laid over what somebody else has.
    await times.waitFor({ state: 'hidden' })
    await theirs.getByRole('button', { name: 'Reschedule' }).click()
    await times.getByRole('button', { name: '7 days later' }).click()
    await times.getByRole('button', { name: 'Reschedule' }).click()
    await times.waitFor({ state: 'hidden' })
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.getByRole('button', { name: 'Save mine over it' }).click()
    const renamed = panelOf(page, 'Fix the whole roof')
    await renamed.getByText('Mar 9, 2027').first().waitFor()
    await stream(page).getByText('renamed it from “Fix the roof”').waitFor()
    const saved = await team.client.getTask({ params: { taskId: id } })
    expect(saved).toMatchObject({
      title: 'Fix the whole roof',
      startsAt: '2027-03-09T02:00:00.000Z',
      endsAt: '2027-03-09T04:00:00.000Z',
    })
    await expect.poll(() => stream(page).getByRole('listitem').count()).toBe(4)
  },
)

journey(
  'TK1: comments and events stand in one stream; one’s own comment is taken back, and stays to be seen',
  async ({ page, newVisitor }) => {
    const team = await makeEmptyTeam('Small Talk')
    const { hubId } = await whereOf(team)
    const flowId = await makeShortFlow(team)
    const fitri = await team.addPerson('Fitri', 'field_user')
    const memberId = await belongToHub(team, 'Fitri', hubId)
    const { id } = await makeTask(team, {
      flowId,
      hubId,
      title: 'Count the gulls',
      assigneeIds: [memberId],
    })
    await enter(page, team.owner)
    await page.goto(paths.task(team.slug, id))
    const comment = panelOf(page, 'Count the gulls').getByRole('textbox', { name: 'Comment' })
    await comment.fill('Mind the tide.\nIt comes at four.')
    await comment.press('Control+Enter')
    await stream(page).getByText('It comes at four.').waitFor()
    await expect.poll(() => comment.inputValue()).toBe('')

    const field = await newVisitor(phone)
    await enter(field, fitri)
    await field.goto(paths.task(team.slug, id))
    await stream(field).getByText('Mind the tide.').waitFor()
    await expect.poll(() => field.getByRole('button', { name: 'Delete comment' }).count()).toBe(0)
    await field.getByRole('textbox', { name: 'Comment' }).fill('I take boots.')
    await field.getByRole('button', { name: 'Comment', exact: true }).tap()
    await stream(field).getByText('I take boots.').waitFor()
    await look(field, 'task-stream-phone')
    await field.getByRole('button', { name: 'Delete comment' }).tap()
    const sure = field.getByRole('alertdialog')
    await sure.getByRole('button', { name: 'Delete comment' }).tap()
    await stream(field).getByText('said something that was deleted').waitFor()
    await expect.poll(() => field.getByText('I take boots.').count()).toBe(0)
  },
)

journey(
  'TK1: the form of a new task follows its conditions and takes photos, which the panel shows and opens large',
  async ({ page }) => {
    const team = await makeEmptyTeam('Broken Things')
    const { id: flowId } = await makeRepairFlow(team)
    await enter(page, team.owner)
    await page.goto(paths.newTask(team.slug))
    await page.getByRole('button', { name: 'Flow' }).click()
    await page.getByRole('option', { name: 'Repair', exact: true }).click()
    await page.getByLabel('Title').fill('Third floor')
    const answer = (name: string) =>
      page.getByRole('radiogroup').getByText(name, { exact: true }).click()
    await answer('Door')
    await expect.poll(() => page.getByLabel('Panes').count()).toBe(0)
    await answer('Window')
    await page.getByLabel('Panes').fill('2')
    for (const colour of ['#205090', '#a04020']) {
      const choosing = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Choose photo' }).click()
      const name = `${colour.slice(1)}.jpg`
      await (await choosing).setFiles({
        name,
        mimeType: 'image/jpeg',
        buffer: await picture(colour),
      })
      await page
        .getByRole('button', { name: `Remove photo ${colour === '#205090' ? 1 : 2}` })
        .waitFor()
    }
    await look(page, 'task-new-photos')
    await page.getByRole('button', { name: 'Create task' }).click()
    const row = page.getByRole('grid', { name: 'Tasks' }).getByRole('row', { name: 'Third floor' })
    await row.click()
    const panel = panelOf(page, 'Third floor')
    const first = panel.getByRole('button', { name: 'Picture of it, photo 1' })
    await first.waitFor()
    const loaded = () =>
      first.locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth > 0)
    await expect.poll(loaded).toBe(true)
    await look(page, 'task-photos')

    await first.click()
    const large = page.getByRole('dialog', { name: 'Picture of it' })
    await large.getByText('1 of 2').waitFor()
    await look(page, 'task-lightbox')
    await page.keyboard.press('ArrowRight')
    await large.getByText('2 of 2').waitFor()
    await page.keyboard.press('Escape')
    await large.waitFor({ state: 'hidden' })
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Picture of it, photo 1')

    // Signed and done elsewhere: the signature is shown too, and nothing can be edited any more.
    const { items } = await team.client.listTasks({ query: { flowId } })
    const signature = await team.client.createAttachment({
      query: { kind: 'signature' },
      upload: new Blob([await picture('#ffffff', 'png')], { type: 'image/png' }),
      idempotencyKey: randomUUID(),
    })
    await team.client.finishTask({
      params: { taskId: items[0]?.id ?? '' },
      body: { values: { signature: signature.id } },
      idempotencyKey: randomUUID(),
    })
    await page.reload()
    await panel.getByRole('button', { name: 'Tenant: signature' }).waitFor()
    await expect.poll(() => panel.getByRole('button', { name: 'Edit' }).count()).toBe(0)
  },
)

journey(
  'TK1: what a task asks of its list fails honestly: gone, or out of sight, it says so and leads back',
  async ({ page }) => {
    const team = await makeEmptyTeam('Lost Papers')
    await enter(page, team.owner)
    await page.goto(paths.task(team.slug, randomUUID()))
    const panel = panelOf(page, 'Task')
    await panel.getByRole('heading', { name: /not/i }).waitFor()
    await look(page, 'task-gone')
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'No tasks yet' }).waitFor()
  },
)

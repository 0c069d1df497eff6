import { text } from 'node:stream/consumers'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { paths } from '#web/paths.ts'
import { journey, phone } from './browser.ts'
import { look } from './look.ts'
import { makeParcelFlow } from './parcel-flow.ts'
import { makeTeam, type Person, signInAs, type Team } from './team.ts'
import { inFrameOf } from './walk.ts'
import { type Words, wordsIn } from './words.ts'

const english = wordsIn('en')

async function enter(page: Page, team: Team, person: Person, t: Words = english) {
  await signInAs(page, person, t)
  await inFrameOf(page, team, t)
}

const tree = (page: Page, t: Words = english) => page.getByRole('region', { name: t('flows.tree') })
/** The row of a page or a field, by its title; marks follow in its name. */
const row = (page: Page, title: string) =>
  page
    .locator('[data-builder-row]')
    .filter({ hasText: new RegExp(`^${title.replaceAll(/[()]/g, '\\$&')}(,|$)`) })
const titles = async (page: Page) =>
  (await tree(page).locator('[data-builder-row]').allInnerTexts()).map(
    (text) => text.split('\n')[0],
  )
const form = (page: Page) => page.locator('[data-builder-form]')
const title = (page: Page) => form(page).getByRole('textbox', { name: 'Title', exact: true })
const preview = (page: Page) => page.getByRole('complementary')

async function openParcel(page: Page, team: Team, t: Words = english) {
  const flowId = await makeParcelFlow(team.client)
  await page.goto(paths.flow(team.slug, flowId))
  await tree(page, t).waitFor()
  return flowId
}

/** Presses Tab until something has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator) {
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`No Tab leads to ${String(target)}`)
}

const focused = (place: Locator) =>
  expect.poll(() => place.evaluate((e) => e === document.activeElement)).toBe(true)

journey('FL1: a flow is built with the keyboard alone, conditions and all', async ({ page }) => {
  const team = await makeTeam('Key Works')
  await enter(page, team, team.owner)
  await page.goto(paths.flows(team.slug))
  await page.getByRole('link', { name: /^Delivery/ }).waitFor()
  await look(page, 'flows')
  await tabTo(page, page.getByRole('button', { name: 'New flow' }))
  await page.keyboard.press('Enter')

  await tree(page).waitFor()
  await expect
    .poll(() =>
      form(page)
        .getByLabel('Name')
        .evaluate((e) => e === document.activeElement),
    )
    .toBe(true)
  await page.keyboard.type('Handover')
  await page.keyboard.press('Control+s')
  await page.getByText('This name is reserved').waitFor()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Parcel run')
  await page.keyboard.press('Enter')
  // Keys come faster from here than from a hand: each waits for the focus that the last one moved.
  await focused(row(page, 'Parcel run'))
  await page.keyboard.press('ArrowDown')
  await focused(row(page, 'Details'))
  await page.keyboard.press('Enter')
  await title(page).waitFor()
  await focused(title(page))
  await page.keyboard.type('At the door')
  await page.keyboard.press('Enter')

  const add = page.getByRole('button', { name: 'Add field to At the door' })
  await tabTo(page, add)
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Choice' }).waitFor()
  await page.keyboard.type('Cho')
  await page.keyboard.press('Enter')
  await expect.poll(() => title(page).inputValue()).toBe('Choice')
  await focused(title(page))
  await page.keyboard.type('Result')
  const options = form(page).getByRole('group', { name: 'Options' }).getByRole('textbox')
  await tabTo(page, options.nth(0))
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Handed over')
  await tabTo(page, options.nth(1))
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Nobody there')

  await row(page, 'Result').focus()
  await tabTo(page, add)
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Photo' }).waitFor()
  await page.keyboard.type('Pho')
  await page.keyboard.press('ArrowDown')
  await page.getByRole('menuitem', { name: 'Photo' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => title(page).inputValue()).toBe('Photo')
  await page.keyboard.type('Door')
  await tabTo(page, form(page).getByRole('button', { name: 'Add condition' }))
  await page.keyboard.press('Enter')
  await form(page).getByText('Shown when “Result” is Handed over.').waitFor()
  await tabTo(page, form(page).getByRole('button', { name: 'Handed over' }))
  await page.keyboard.press('Space')
  await form(page).getByText('Choose at least one answer').waitFor()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Space')
  await form(page).getByText('Shown when “Result” is Nobody there.').waitFor()
  await look(page, 'flow-builder')

  // Before the choice that it asks, it cannot be: told at once, and undone at once.
  await row(page, 'Door').focus()
  await page.keyboard.press('Alt+ArrowUp')
  await page.getByText('Door: 1 of 2 on At the door').waitFor()
  await row(page, 'Door').getByText('has to be mended').waitFor()
  await page.keyboard.press('Control+s')
  await form(page)
    .getByText(/only ask a choice that stands before/)
    .waitFor()
  await page.keyboard.press('Control+z')
  await page.getByText('Undone: Moved Door').waitFor()
  await expect.poll(() => titles(page)).toEqual(['Parcel run', 'At the door', 'Result', 'Door'])

  await row(page, 'Result').focus()
  await page.keyboard.press('Control+d')
  await row(page, 'Result (copy)').waitFor()
  await page.keyboard.press('Delete')
  await page.getByText('Removed Result (copy)').waitFor()
  await page.keyboard.press('Control+s')
  await page.getByText('The flow Parcel run was created').waitFor()
  const { items } = await team.client.listFlows()
  const flowId = items.find(({ name }) => name === 'Parcel run')?.id ?? ''
  const saved = await team.client.getFlow({ params: { flowId } })
  expect(saved.pages).toMatchObject([
    {
      title: 'At the door',
      components: [
        { id: 'result', kind: 'select', options: ['Handed over', 'Nobody there'] },
        {
          id: 'door',
          kind: 'photo',
          conditions: [{ component: 'result', options: ['Nobody there'], action: 'show' }],
        },
      ],
    },
  ])
})

journey(
  'FL1: a field is dragged to another page; the phone beside follows, and conditions act in it',
  async ({ page }) => {
    const team = await makeTeam('Drag Race')
    await enter(page, team, team.owner)
    await openParcel(page, team)
    const grip = row(page, 'Phone of the recipient')
      .locator('..')
      .locator('[aria-hidden="true"]')
      .first()
    await grip.dragTo(row(page, 'Things seen'), { targetPosition: { x: 60, y: 28 } })
    await page.getByText('Phone of the recipient: 4 of 4 on At the door').waitFor()
    await preview(page).getByRole('heading', { name: 'At the door' }).waitFor()
    await preview(page).getByLabel('Phone of the recipient').waitFor()
    await page.getByRole('button', { name: '1 change', exact: true }).click()
    await page.getByText('Moved “Phone of the recipient” here from “Order”').waitFor()
    await page.keyboard.press('Escape')

    await row(page, 'Proof of delivery').click()
    await form(page).getByRole('button', { name: 'Add condition' }).click()
    await form(page).getByText('Shown when “Result” is Handed over.').waitFor()
    await preview(page).getByText('Not shown with these answers:').waitFor()
    await preview(page)
      .getByRole('button', { name: 'Answer so that Proof of delivery is shown' })
      .click()
    await preview(page).getByRole('button', { name: 'Choose photo' }).waitFor()
    await look(page, 'flow-builder-preview')

    // Dragging given up leaves everything in its place.
    const before = await titles(page)
    await grip.hover({ force: true })
    await page.mouse.down()
    await row(page, 'Order number').hover()
    await page.keyboard.press('Escape')
    await page.mouse.up()
    await expect.poll(() => titles(page)).toEqual(before)
  },
)

journey(
  'FL1: who saves second sees what both changed, loads theirs, and takes their own back by undo',
  async ({ page }) => {
    const team = await makeTeam('Two Editors')
    await enter(page, team, team.owner)
    const flowId = await openParcel(page, team)
    await row(page, 'Recipient').click()
    await title(page).fill('Receiver')
    const { pages, name } = await team.client.getFlow({ params: { flowId } })
    const [first, ...rest] = pages
    if (!first) throw new Error('The flow has no pages')
    await team.client.updateFlow({
      params: { flowId },
      body: { name, pages: [{ ...first, title: 'Order form' }, ...rest], version: 1 },
    })
    await page.getByRole('button', { name: 'Save as version 2' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Olivia Owner saved version 2.').waitFor()
    await dialog.getByText('Page renamed, was “Order”').waitFor()
    await look(page, 'flow-conflict')
    await dialog.getByRole('tab', { name: 'What you changed' }).click()
    await dialog.getByText('Changed “Recipient”').waitFor()
    await dialog.getByRole('button', { name: 'Load theirs' }).click()
    await row(page, 'Order form').waitFor()
    await page.getByRole('button', { name: /^Undo: Loaded version 2/ }).click()
    await row(page, 'Receiver').waitFor()
    await page.getByRole('button', { name: 'Save as version 3' }).click()
    await page.getByText('Saved as version 3').waitFor()
  },
)

journey(
  'FL1: any two versions are told apart in words, and an earlier one is restored as the next',
  async ({ page }) => {
    const team = await makeTeam('Time Travel')
    await enter(page, team, team.owner)
    const flowId = await openParcel(page, team)
    await row(page, 'Cash on delivery').click()
    await form(page).getByText('Required', { exact: true }).click()
    await form(page).getByLabel('Help text').fill('In small notes')
    await row(page, 'Things seen').click()
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: 'Save as version 2' }).click()
    await page.getByText('Saved as version 2').waitFor()
    await page.getByRole('button', { name: 'Actions for Parcel', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Versions' }).click()

    const difference = page.getByRole('region', { name: 'Difference' })
    await difference.getByText('Changed “Cash on delivery”').waitFor()
    await difference.getByText('Removed “Things seen” (List)').waitFor()
    await difference.getByText('In small notes').waitFor()
    await look(page, 'flow-versions')
    await page
      .getByRole('region', { name: 'Versions' })
      .getByRole('button', { name: /^Version 1/ })
      .click()
    await difference.getByText('Added “Order number” (Short text)').waitFor()
    await difference.getByRole('button', { name: 'Restore' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Restore' }).click()
    await page.getByText('Version 1 stands again, as version 3').waitFor()
    await page.getByRole('button', { name: /^Version 3 Current/ }).waitFor()
    const restored = await team.client.getFlow({ params: { flowId } })
    expect(restored.pages[1]?.components.map(({ id }) => id)).toEqual(['result', 'proof', 'seen'])
  },
)

journey(
  'FL1: flows are put in order, duplicated, exported, imported and deleted',
  async ({ page }) => {
    const team = await makeTeam('Shelf')
    await enter(page, team, team.owner)
    await page.goto(paths.flows(team.slug))
    const names = async () => (await team.client.listFlows()).items.map(({ name }) => name)
    const before = await names()
    const act = async (flow: string, action: string) => {
      await page.getByRole('button', { name: `Actions for ${flow}`, exact: true }).click()
      await page.getByRole('menuitem', { name: action }).click()
    }
    await act('Delivery', 'Move up')
    await expect.poll(names).toEqual([before[1], before[0], ...before.slice(2)])

    await act('Delivery', 'Duplicate')
    await page.getByRole('dialog').getByLabel('Name').fill('Pickup')
    await page.getByRole('dialog').getByRole('button', { name: 'Duplicate' }).click()
    await page.getByText('is taken').waitFor()
    await page.getByRole('dialog').getByLabel('Name').fill('Express delivery')
    await page.getByRole('dialog').getByRole('button', { name: 'Duplicate' }).click()
    await page.getByRole('heading', { name: 'Express delivery', level: 1 }).waitFor()

    const download = page.waitForEvent('download')
    await act('Express delivery', 'Export as file')
    expect((await download).suggestedFilename()).toBe('express-delivery.flow.json')
    const content = JSON.parse(await text(await (await download).createReadStream()))

    await page.getByRole('button', { name: 'Back to the flows' }).click()
    await page.getByRole('button', { name: 'Import' }).click()
    content.pages[1].components[0].kind = 'hologram'
    const give = (body: object) =>
      page.setInputFiles('input[type=file]', {
        name: 'mine.json',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify(body)),
      })
    await give(content)
    await page.getByText('“mine.json” is no flow yet: 1 place has to be mended').waitFor()
    await page.getByRole('dialog').getByText('kind: is none of the choices').waitFor()
    await look(page, 'flow-import')
    content.pages[1].components[0].kind = 'select'
    await give(content)
    await page.getByRole('dialog').getByLabel('Name').fill('Imported delivery')
    await page.getByRole('button', { name: 'Create flow' }).click()
    await page.getByRole('heading', { name: 'Imported delivery', level: 1 }).waitFor()

    await act('Imported delivery', 'Delete')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete flow' }).click()
    await page.getByRole('link', { name: /^Express delivery/ }).waitFor()
    await expect.poll(() => names()).not.toContain('Imported delivery')
  },
)

journey(
  'FL1: what the server refuses stands at its field, and leaving asks before anything is lost',
  async ({ page }) => {
    const team = await makeTeam('Own Flows')
    await enter(page, team, team.owner)
    await openParcel(page, team)
    await row(page, 'Order number').click()
    await form(page).getByRole('textbox', { name: 'Default value' }).fill('12345')
    await form(page).getByLabel('Characters at most').fill('4')
    await page.getByRole('button', { name: 'Save as version 2' }).click()
    await form(page).getByText('may have at most 4 characters').waitFor()
    await row(page, 'Order number').getByText('has to be mended').waitFor()
    await form(page).getByRole('textbox', { name: 'Default value' }).fill('1234')
    await row(page, 'Parcel').click()
    await form(page).getByLabel('Name').fill('delivery')
    await row(page, 'Receipt').click()
    await page.getByRole('button', { name: 'Save as version 2' }).click()
    // It goes back to where the name is.
    await form(page).getByText('is taken').waitFor()
    await row(page, 'delivery').getByText('has to be mended').waitFor()

    await page.getByRole('link', { name: 'Tasks' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
    await form(page).getByLabel('Name').fill('Parcels')
    await page.getByRole('button', { name: 'Save as version 2' }).click()
    await page.getByRole('heading', { name: 'Parcels', level: 1 }).waitFor()
    await page.getByText('Saved as version 2').waitFor()
    await page.getByRole('link', { name: 'Tasks' }).click()
    await page.waitForURL(/\/tasks/)
  },
)

journey('FL1: on a phone one pane at a time, by finger, in Indonesian', async ({ newVisitor }) => {
  const t = wordsIn('id')
  const page = await newVisitor({ ...phone, locale: 'id-ID' })
  const team = await makeTeam('Di Jalan', 'id')
  await enter(page, team, team.owner, t)
  await page.goto(paths.flows(team.slug))
  await page.getByRole('link', { name: /^Delivery/ }).waitFor()
  await look(page, 'flows-phone')
  const flowId = await openParcel(page, team, t)
  await look(page, 'flow-builder-phone-tree')
  await row(page, 'Result').tap()
  await form(page)
    .getByRole('textbox', { name: t('flows.field-title'), exact: true })
    .fill('Hasil')
  await look(page, 'flow-builder-phone-form')
  await page.getByRole('radio', { name: t('flows.panes.preview') }).tap()
  await preview(page).getByText('Hasil').waitFor()
  await look(page, 'flow-builder-phone-preview')
  await page.getByRole('radio', { name: t('flows.panes.tree') }).tap()
  await page.getByRole('button', { name: t('flows.actions', { title: 'Hasil' }) }).tap()
  await page.getByRole('menuitem', { name: t('flows.down') }).tap()
  await page
    .getByText(t('flows.moved', { title: 'Hasil', number: 2, count: 3, page: 'At the door' }))
    .waitFor()
  await page.getByRole('button', { name: t('flows.save-as', { version: 2 }) }).tap()
  await page.getByText(t('flows.saved', { version: 2 })).waitFor()
  const saved = await team.client.getFlow({ params: { flowId } })
  expect(saved.pages[1]?.components.map(({ title }) => title)).toEqual([
    'Proof of delivery',
    'Hasil',
    'Things seen',
  ])
})

journey('FL1: whoever may only look reads a flow, and is told why no more', async ({ page }) => {
  const team = await makeTeam('Readers')
  await enter(page, team, await team.addPerson('Lina'))
  await openParcel(page, team)
  await expect
    .poll(() => page.getByRole('button', { name: /^Add (field|page|condition)/ }).count())
    .toBe(0)
  await row(page, 'Order number').click()
  await form(page).getByLabel('Key').waitFor()
  await expect.poll(() => title(page).getAttribute('readonly')).not.toBeNull()
  await row(page, 'Order number').focus()
  await page.keyboard.press('Delete')
  await row(page, 'Order number').waitFor()
  await look(page, 'flow-reader')
  await page.getByRole('button', { name: 'Save as version 2' }).focus()
  await page.getByRole('tooltip').getByText('Edit flows').waitFor()
})

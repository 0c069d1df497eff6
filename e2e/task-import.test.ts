import { text } from 'node:stream/consumers'
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { workbook } from '#test/workbook.ts'
import { paths } from '#web/paths.ts'
import { journey } from './browser.ts'
import { look } from './look.ts'
import { makeTeam, type Person, signInAs, type Team } from './team.ts'
import { visitors, type Words, wordsIn } from './words.ts'

const t = wordsIn('en')

const enter = async (page: Page, person: Person, words: Words = t) => {
  await signInAs(page, person, words)
  await page.getByRole('navigation', { name: words('shell.navigation') }).waitFor()
}

/** A flow that asks for a few things, one of them only of some tasks. */
const addFlow = ({ client }: Team) =>
  client.createFlow({
    body: {
      name: 'Parcel run',
      pages: [
        {
          title: 'At the desk',
          components: [
            { id: 'receiver', kind: 'text', title: 'Receiver', required: true },
            { id: 'weight', kind: 'number', title: 'Weight', maximum: 50 },
            { id: 'due', kind: 'date', title: 'Due' },
            { id: 'door', kind: 'photo', title: 'Door' },
          ],
        },
      ],
    },
  })

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

async function choose(page: Page, name: string, option: string) {
  await page.getByRole('button', { name }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
  await page.getByRole('listbox').waitFor({ state: 'detached' })
}

async function chooseFile(page: Page, name: string, content: string | Buffer, words: Words = t) {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: words('ui.file.choose') }).press('Enter'),
  ])
  await chooser.setFiles({ name, mimeType: '', buffer: Buffer.from(content) })
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}

async function fromMenu(page: Page, item: string, words: Words = t) {
  await page.getByRole('button', { name: words('task-exports.menu') }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

async function downloaded(page: Page, words: Words = t) {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: words('ui.download'), exact: true }).click(),
  ])
  return { name: file.suggestedFilename(), content: await text(await file.createReadStream()) }
}

const titlesOf = async ({ client }: Team) => {
  const { items } = await client.listTasks({ query: { limit: 100, sort: 'newest' } })
  return items.filter(({ sample }) => !sample).map(({ title }) => title)
}

journey(
  'TK1: a workbook is imported with flow, mapping and preview; corrected rows come back; what the list shows is exported',
  async ({ page }) => {
    const team = await makeTeam('Task Import Works')
    await addFlow(team)
    await enter(page, team.owner)
    await fromMenu(page, t('task-imports.heading'))
    await page.getByText(t('task-imports.rules.times.text')).waitFor()
    await look(page, 'task-import-empty')

    const bytes = await workbook({
      rows: [
        ['Deliveries of May'],
        ['Title', 'Who', 'Weight', 'Due', 'Assigned to'],
        ['Fetch the parcel', 'Ana', 1.5, { number: 46_112, format: 'd.m.yy' }, team.owner.email],
        ['=Bring it', '', 99],
        ['Send it', 'Cici', 2],
      ],
    })
    await chooseFile(page, 'may.xlsx', bytes)
    await expect
      .poll(() => page.getByRole('button', { name: t('imports.delimiter') }).count())
      .toBe(0)
    const preview = page.getByRole('button', { name: t('imports.preview'), exact: true })
    await expect.poll(() => preview.getAttribute('aria-disabled')).toBe('true')
    await choose(page, t('task-imports.flow'), 'Parcel run')
    await page.getByText(t('task-imports.not-in-table', { names: 'Door' })).waitFor()
    const weight = page.getByRole('button', { name: t('imports.target', { name: 'Weight' }) })
    await expect.poll(() => weight.textContent()).toContain('Weight')
    await choose(page, t('imports.target', { name: 'Who' }), 'Receiver')
    await look(page, 'task-import-mapping')

    await preview.click()
    const what = page.getByRole('region', { name: t('imports.preview-heading') })
    const mistakes = what.getByRole('region', { name: t('imports.errors', { count: 2 }) })
    await mistakes.waitFor()
    expect((await mistakes.getByRole('row').allInnerTexts()).slice(1)).toEqual([
      expect.stringMatching(
        new RegExp(`^4\\s+Who\\s+Receiver: ${t('operations.reasons.value-required')}$`),
      ),
      expect.stringMatching(/^4\s+Weight\s+99\s+must be at most 50$/),
    ])
    await look(page, 'task-import-preview')
    expect(await titlesOf(team)).toEqual([])
    await press(page, t('task-imports.start', { count: 2, number: '2' }))
    await page
      .getByText(t('operations.status.done', { label: t('task-imports.running') }))
      .waitFor()
    await page.getByText(t('operations.counts.added', { count: 2 })).waitFor()
    await look(page, 'task-import-done')
    expect(await titlesOf(team)).toEqual(['Send it', 'Fetch the parcel'])

    const refused = await downloaded(page)
    expect(refused.name).toBe('refused-may.csv')
    expect(refused.content).toContain(
      '4,"value-required","Must be filled in","Who","\'=Bring it","","99"',
    )
    await press(page, t('task-imports.another'))
    const corrected = refused.content.replace('"","99"', '"Budi","9"')
    await chooseFile(page, 'corrected.csv', corrected)
    await page.getByText(t('imports.remembered')).waitFor()
    await preview.click()
    await press(page, t('task-imports.start', { count: 1, number: '1' }))
    await page.getByText(t('operations.counts.added', { count: 1 })).waitFor()
    await press(page, t('task-imports.to-tasks'))
    await page.getByText('=Bring it').waitFor()

    const { items } = await team.client.listFlows()
    const flow = items.find(({ name }) => name === 'Parcel run')
    await page.goto(`${paths.tasks(team.slug)}?status=all&flow=${flow?.id}`)
    await page.getByText('=Bring it').waitFor()
    await fromMenu(page, t('task-exports.title'))
    const dialog = page.getByRole('dialog')
    await dialog.getByText(t('task-exports.with-values', { flow: 'Parcel run' })).waitFor()
    await press(page, t('ui.export'))
    await page.getByText(t('operations.status.done', { label: t('task-exports.label') })).waitFor()
    await look(page, 'task-export')
    const exported = await downloaded(page)
    const rows: Record<string, string>[] = parse(exported.content, { columns: true, bom: true })
    expect(rows.map(({ title, Receiver, Weight }) => [title, Receiver, Weight])).toEqual([
      ["'=Bring it", 'Budi', '9'],
      ['Send it', 'Cici', '2'],
      ['Fetch the parcel', 'Ana', '1.5'],
    ])
  },
)

for (const { language, t: words, options } of visitors)
  journey(
    `TK1: with the keyboard alone, and narrow, in ${language}, a file of tasks is previewed and imported`,
    async ({ newVisitor }) => {
      const team = await makeTeam('Small Tasks', language)
      const { name: flow } = await addFlow(team)
      const page = await newVisitor(options)
      await enter(page, team.owner, words)
      await page.goto(paths.importTasks(team.slug))
      await page.getByText(words('task-imports.rules.times.text')).waitFor()
      await look(page, `task-import-empty-${language}-narrow`)
      await chooseFile(
        page,
        'hari-ini.csv',
        'Judul;Receiver;Mulai\nAntar;Ani;2026-03-31 08:30\nAmbil;Budi;besok\n',
        words,
      )
      const select = page.getByRole('button', { name: words('task-imports.flow') })
      await select.press('Enter')
      await page.keyboard.type(flow.slice(0, 4))
      await page.keyboard.press('Enter')
      const title = page.getByRole('button', { name: words('imports.target', { name: 'Judul' }) })
      await expect.poll(() => title.textContent()).toContain(words('task-imports.targets.title'))
      await page.getByRole('button', { name: words('imports.preview'), exact: true }).press('Enter')
      const what = page.getByRole('region', { name: words('imports.preview-heading') })
      await what.waitFor()
      await expect.poll(() => what.evaluate((it) => it === document.activeElement)).toBe(true)
      await what.getByText(words('operations.reasons.not-a-time')).first().waitFor()
      await look(page, `task-import-preview-${language}-narrow`)
      await page
        .getByRole('button', { name: words('task-imports.start', { count: 1, number: '1' }) })
        .press('Enter')
      await page
        .getByText(words('operations.status.done', { label: words('task-imports.running') }))
        .waitFor()
      expect(await titlesOf(team)).toEqual(['Antar'])
    },
  )

journey(
  'RP3: without the permissions the menu says so, and the page of imports is closed',
  async ({ page }) => {
    const team = await makeTeam('No Import')
    const worker = await team.addPerson('Wira', 'field_user')
    await enter(page, worker)
    await page.goto(paths.importTasks(team.slug))
    await page.getByText(t('task-imports.no-import')).waitFor()
  },
)

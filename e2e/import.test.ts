import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
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

const file = (name: string, content: string | Buffer) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(content),
})

/** By the button of the place that takes a file. */
async function chooseFile(page: Page, given: ReturnType<typeof file>, words: Words = t) {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: words('ui.file.choose') }).click(),
  ])
  await chooser.setFiles(given)
  await page.getByRole('heading', { name: given.name, level: 1 }).waitFor()
}

/** As from the desktop, by the debugger: of a file that a script made up, a browser says that it is none. */
async function dropFile(page: Page, { name, buffer }: ReturnType<typeof file>) {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-drop-'))
  const path = join(folder, name)
  await writeFile(path, buffer)
  const place = await page.getByText(t('imports.drop')).boundingBox()
  const debug = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  const at = { x: (place?.x ?? 0) + 4, y: (place?.y ?? 0) + 4, data }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await debug.send('Input.dispatchDragEvent', { type, ...at })
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  await debug.detach()
  await rm(folder, { recursive: true })
}

const column = (page: Page, name: string, words: Words = t) =>
  page.getByRole('button', { name: words('imports.target', { name }) })

async function choose(page: Page, select: ReturnType<Page['getByRole']>, option: string) {
  await select.click()
  await page.getByRole('option', { name: option, exact: true }).click()
  await page.getByRole('listbox').waitFor({ state: 'detached' })
}

const press = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true }).click()

const emailsOf = async ({ client }: Team) => {
  const { items } = await client.listUsers({ query: { limit: 100 } })
  return items.map(({ email }) => email)
}

journey(
  'US4: a file is dropped, read as it is written, mapped, previewed by line and imported; corrected rows come back mapped',
  async ({ page }) => {
    const team = await makeTeam('Import Works')
    const at = `${team.slug}.example`
    await enter(page, team.owner)
    await page.goto(paths.users(team.slug))
    await press(page, t('imports.open'))
    await page.getByText(t('imports.rules.elsewhere.text')).waitFor()
    await look(page, 'import-empty')

    // Written by a spreadsheet in Europe: a title above the header, semicolons, and é as one byte.
    const lines = [
      'People of 2026;;;',
      'Wer;Vorname;Telefon;Peran',
      `andre@${at};André;+62 812 3456;Planner`,
      `nobody;Nadia;;`,
      `cici@${at};Cici;call me;King`,
    ]
    await dropFile(page, file('people.csv', lines.join('\n')))
    await chooseHeader(page, 2)
    await column(page, 'Wer').waitFor()
    await expect
      .poll(() => column(page, 'Peran').textContent())
      .toContain(t('imports.targets.role'))
    const preview = page.getByRole('button', { name: t('imports.preview'), exact: true })
    await expect.poll(() => preview.getAttribute('aria-disabled')).toBe('true')

    await choose(page, column(page, 'Vorname'), t('imports.targets.email'))
    // Of two columns only one is the e-mail address: the other gives way.
    await column(page, 'Wer').click()
    await page.getByRole('option', { name: t('imports.targets.email') }).click()
    await expect.poll(() => column(page, 'Vorname').textContent()).toContain(t('imports.left-out'))
    await choose(page, column(page, 'Vorname'), t('imports.targets.firstName'))
    await choose(page, column(page, 'Telefon'), t('imports.targets.phone'))
    await look(page, 'import-mapping')

    await preview.click()
    const what = page.getByRole('region', { name: t('imports.preview-heading') })
    await what.waitFor()
    const mistakes = what.getByRole('region', { name: t('imports.errors', { count: 3 }) })
    await expect
      .poll(() => mistakes.getByRole('row').allInnerTexts())
      .toEqual([
        expect.any(String),
        expect.stringMatching(/^4\s+Wer\s+nobody\s+Not an e-mail address$/),
        expect.stringMatching(/^5\s+Telefon\s+call me\s+Not a phone number$/),
        expect.stringMatching(/^5\s+Peran\s+King\s+No role has this name$/),
      ])
    await look(page, 'import-preview')
    expect(await emailsOf(team)).toEqual([team.owner.email])

    await press(page, t('imports.start', { count: 1, number: '1' }))
    await page.getByText(t('operations.status.done', { label: t('imports.running') })).waitFor()
    await page.getByText(t('operations.counts.added', { count: 1 })).waitFor()
    await page.getByText(t('operations.refusals', { count: 2 })).click()
    await page.getByText('Not an e-mail address').waitFor()
    await look(page, 'import-done')
    expect(await emailsOf(team)).toContain(`andre@${at}`)

    const [refused] = await Promise.all([
      page.waitForEvent('download'),
      press(page, t('ui.download')),
    ])
    expect(refused.suggestedFilename()).toBe('refused-people.csv')
    const content = await text(await refused.createReadStream())
    expect(content).toContain('"Line";"Code";"Reason";"Column";"Wer";"Vorname";"Telefon";"Peran"')
    expect(content).toContain(
      '4;"not-an-email";"Not an e-mail address";"Wer";"nobody";"Nadia";"";""',
    )

    await press(page, t('imports.another'))
    await chooseFile(page, file('corrected.csv', content.replace('"nobody"', `"nadia@${at}"`)))
    await page.getByText(t('imports.remembered')).waitFor()
    await expect.poll(() => column(page, 'Wer').textContent()).toContain(t('imports.targets.email'))
    await preview.click()
    await press(page, t('imports.start', { count: 1, number: '1' }))
    await page.getByText(t('operations.counts.added', { count: 1 })).waitFor()
    expect(await emailsOf(team)).toContain(`nadia@${at}`)
  },
)

/** The line that holds the names of the columns. */
async function chooseHeader(page: Page, line: number) {
  const select = page.getByRole('button', { name: t('imports.header-row') })
  await choose(page, select, t('imports.line', { line }))
}

journey(
  'US4: what is found out of the file is said, and can be chosen otherwise; an unfinished file is found again and thrown away',
  async ({ page }) => {
    const team = await makeTeam('Old Letters')
    await enter(page, team.owner)
    await page.goto(paths.importUsers(team.slug))
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      press(page, t('ui.file.choose')),
    ])
    await chooser.setFiles(file('workbook.csv', Buffer.from('d0cf11e0a1b11ae1', 'hex')))
    await page.getByText(t('imports.not-readable.workbook')).waitFor()

    const content = Buffer.from('E-mail;Vorname\njose@old.example;José\n', 'latin1')
    await chooseFile(page, file('alt.csv', content))
    const encoding = page.getByRole('button', { name: t('imports.encoding') })
    await expect.poll(() => encoding.textContent()).toContain(t('imports.encodings.windows-1252'))
    await page.getByRole('cell', { name: 'José' }).waitFor()
    await choose(
      page,
      page.getByRole('button', { name: t('imports.delimiter') }),
      t('imports.delimiters.comma'),
    )
    await column(page, 'E-mail;Vorname').waitFor()

    await page.getByRole('link', { name: t('imports.heading') }).click()
    await page.getByRole('link', { name: 'alt.csv' }).click()
    await column(page, 'E-mail;Vorname').waitFor()
    await page.getByRole('link', { name: t('imports.heading') }).click()
    await press(page, t('imports.discard-file', { name: 'alt.csv' }))
    await page.getByRole('link', { name: 'alt.csv' }).waitFor({ state: 'detached' })
    expect((await team.client.listUserImports()).items).toEqual([])

    await page.goto(paths.importFile(team.slug, '00000000-0000-4000-8000-000000000000'))
    await page.getByText(t('problems.not-found.title')).waitFor()
    await look(page, 'import-gone')
  },
)

journey(
  'US4: thousands are imported while the page shows how far it is, also after a reload in the middle, and can be stopped',
  async ({ page }) => {
    const team = await makeTeam('Many Hands')
    await enter(page, team.owner)
    await page.goto(paths.importUsers(team.slug))
    const people = Array.from(
      { length: 30_000 },
      (_, n) => `p${n}@${team.slug}.example,Person ${n}`,
    )
    await chooseFile(page, file('many.csv', ['email,first name', ...people].join('\n')))
    await press(page, t('imports.preview'))
    await press(page, t('imports.start', { count: 30_000, number: '30,000' }))
    const bar = page.getByRole('progressbar', { name: t('imports.running') })
    await bar.waitFor()
    await page.reload()
    await bar.waitFor()
    await look(page, 'import-running')
    const first = Number(await bar.getAttribute('aria-valuenow'))
    await expect
      .poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 60_000 })
      .toBeGreaterThan(first)
    await page.goto(paths.importUsers(team.slug))
    await bar.waitFor()
    await press(page, t('ui.cancel'))
    await page
      .getByText(t('operations.status.cancelled', { label: t('imports.running') }))
      .waitFor()
    const { items } = await team.client.listUsers({ query: { limit: 100 } })
    expect(items.some(({ source }) => source === 'imported')).toBe(true)
  },
)

for (const { language, t: words, options } of visitors)
  journey(
    `US4: with the keyboard alone, and narrow, in ${language}, a file is mapped, previewed and imported`,
    async ({ newVisitor }) => {
      const team = await makeTeam('Small Hands', language)
      const page = await newVisitor(options)
      await enter(page, team.owner, words)
      await page.goto(paths.importUsers(team.slug))
      await look(page, `import-empty-${language}-narrow`)
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: words('ui.file.choose') }).press('Enter'),
      ])
      const rows = [
        ['Surat', 'Nama'],
        [`ani@${team.slug}.example`, 'Ani'],
        ['budi', 'Budi'],
      ]
      await chooser.setFiles({ name: 'crew.xlsx', mimeType: '', buffer: await workbook({ rows }) })
      const mail = column(page, 'Surat', words)
      await mail.press('Enter')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await expect.poll(() => mail.textContent()).toContain(words('imports.targets.email'))
      // What was chosen keeps the focus: the next Tab leads to the next column.
      await page.keyboard.press('Tab')
      await expect
        .poll(() => column(page, 'Nama', words).evaluate((it) => it === document.activeElement))
        .toBe(true)
      await page.getByRole('button', { name: words('imports.preview'), exact: true }).press('Enter')
      const what = page.getByRole('region', { name: words('imports.preview-heading') })
      await what.waitFor()
      await expect.poll(() => what.evaluate((it) => it === document.activeElement)).toBe(true)
      await look(page, `import-preview-${language}-narrow`)
      await page
        .getByRole('button', { name: words('imports.start', { count: 1, number: '1' }) })
        .press('Enter')
      await page
        .getByText(words('operations.status.done', { label: words('imports.running') }))
        .waitFor()
      await look(page, `import-done-${language}-narrow`)
    },
  )

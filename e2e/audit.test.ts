import { text } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { paths } from '#web/paths.ts'
import { journey, takeScreenshot } from './browser.ts'
import { inDatabase } from './in-database.ts'
import { look } from './look.ts'
import { makeTeam, type Person, signInAs, type Team } from './team.ts'
import { inFrameOf } from './walk.ts'
import { visitors, type Words, wordsIn } from './words.ts'

const t = wordsIn('en')

/** What the clock does once a minute. */
const seal = ({ slug }: Team) =>
  inDatabase('select seal_audit_events(id, now(), 1000) from organizations where slug = $1', [slug])

const open = async (page: Page, { slug }: Team, words: Words = t) => {
  await page.goto(paths.auditLog(slug))
  await page.getByRole('grid', { name: words('audit.heading') }).waitFor()
}

const enter = async (page: Page, team: Team, person: Person = team.owner, words: Words = t) => {
  await signInAs(page, person, words)
  await inFrameOf(page, team, words)
}

const rows = (page: Page) => page.getByRole('grid', { name: t('audit.heading') }).getByRole('row')
const chip = (page: Page, name: string) => page.getByRole('row', { name, exact: true })

journey(
  'OP3: by keys alone, the log is filtered by person and action, survives a reload, and an event is opened',
  async ({ page }) => {
    const team = await makeTeam('Careful Clerks')
    await team.addPerson('Rani')
    await team.addPerson('Budi')
    await enter(page, team)
    await open(page, team)
    const all = await rows(page).count()

    await page.getByRole('button', { name: t('ui.filter'), exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: t('audit.person') }).waitFor()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('searchbox', { name: t('audit.find-person') }).waitFor()
    await page.keyboard.type('Rani')
    await expect.poll(() => page.getByRole('menuitemradio').count()).toBe(1)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await chip(page, `${t('audit.person')}: Rani Tester`).waitFor()
    await expect.poll(() => rows(page).count()).toBeLessThan(all)
    expect(new URL(page.url()).searchParams.get('person')).toMatch(/^[0-9a-f-]{36}$/)

    await page.getByRole('button', { name: t('ui.filter'), exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await page.getByRole('searchbox', { name: t('audit.find-action') }).waitFor()
    await page.keyboard.type(t('audit-actions.user.added'))
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await chip(page, `${t('audit.what')}: ${t('audit-actions.user.added')}`).waitFor()
    // The header, and the one that Rani was added with.
    await expect.poll(() => rows(page).count()).toBe(2)

    await page.reload()
    await chip(page, `${t('audit.person')}: Rani Tester`).waitFor()
    await expect.poll(() => rows(page).count()).toBe(2)
    await rows(page).nth(1).focus()
    await page.keyboard.press('Enter')
    const panel = page.getByRole('dialog', { name: t('audit-actions.user.added') })
    await panel.getByText('Olivia Owner').waitFor()
    await panel.getByText(t('audit.details.email'), { exact: true }).waitFor()
    await panel.getByText('user.added', { exact: true }).waitFor()
    await look(page, 'audit-event')
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })

    await chip(page, `${t('audit.person')}: Rani Tester`).focus()
    await page.keyboard.press('Delete')
    await expect.poll(() => new URL(page.url()).searchParams.get('person')).toBeNull()
    await expect.poll(() => rows(page).count()).toBe(3)
  },
)

journey('OP3: what the filters show is exported and downloaded', async ({ page }) => {
  const team = await makeTeam('Paper Trails')
  await team.addPerson('Rani')
  await enter(page, team)
  await page.goto(`${paths.auditLog(team.slug)}?action=user.added`)
  await chip(page, `${t('audit.what')}: ${t('audit-actions.user.added')}`).waitFor()
  await page.getByRole('button', { name: t('audit.export.open'), exact: true }).click()
  const dialog = page.getByRole('dialog', { name: t('audit.export.title') })
  await dialog.getByText(t('audit.export.lead-filtered')).waitFor()
  await dialog.getByRole('button', { name: t('audit.export.start'), exact: true }).click()
  const download = dialog.getByRole('button', { name: /Download/ })
  await download.waitFor()
  await look(page, 'audit-export')
  const [file] = await Promise.all([page.waitForEvent('download'), download.click()])
  expect(file.suggestedFilename()).toMatch(/^audit-log-.*\.csv$/)
  const lines = (await text(await file.createReadStream())).trimEnd().split('\r\n')
  expect(lines).toHaveLength(2)
  expect(lines[0]).toBe(
    '"at","action","actor","actor_id","subject","subject_id","details","ip","user_agent","request_id","seal","id"',
  )
  expect(lines[1]).toContain('"user.added","Olivia Owner"')
})

journey('OP3: the chain is checked, and compared with a link that was kept', async ({ page }) => {
  const team = await makeTeam('Link Keepers')
  await seal(team)
  await enter(page, team)
  await open(page, team)
  const chain = page.getByRole('region', { name: t('audit.chain.title') })
  await chain.getByText(/^Sealed up to link \d/).waitFor()
  await chain.getByRole('button', { name: t('audit.chain.check') }).click()
  await chain.getByText(/^The chain is whole: \d+ links over \d+ events\./).waitFor()

  await chain.getByRole('button', { name: t('audit.chain.about') }).click()
  const dialog = page.getByRole('dialog', { name: t('audit.chain.title') })
  const head = await dialog.locator('code').textContent()
  expect(head).toMatch(/^\d+:[0-9a-f]{64}$/)
  const kept = dialog.getByLabel(t('audit.chain.kept'))
  await kept.fill('a link')
  await dialog.getByRole('button', { name: t('audit.chain.compare') }).click()
  await dialog.getByText(t('audit.chain.kept-wrong')).waitFor()
  await kept.fill(head ?? '')
  await dialog.getByRole('button', { name: t('audit.chain.compare') }).click()
  await dialog.getByText(/^The chain is whole/).waitFor()
  await kept.fill(`1:${'0'.repeat(64)}`)
  await dialog.getByRole('button', { name: t('audit.chain.compare') }).click()
  await dialog.getByText(t('audit.chain.broken.head-differs', { number: 1 })).waitFor()
  await look(page, 'audit-chain')
  await page.keyboard.press('Escape')

  await inDatabase(
    `update audit_events set action = 'user.added' where organization_id = (select id from organizations where slug = $1)
     and action = 'organization.created'`,
    [team.slug],
  )
  await chain.getByRole('button', { name: t('audit.chain.check') }).click()
  await chain.getByText(t('audit.chain.broken.events-differ', { number: 1 })).waitFor()
  await look(page, 'audit-chain-broken')
})

for (const { language, t, options } of visitors)
  journey(`OP3: the audit log at a desk and on a phone (${language})`, async ({ newVisitor }) => {
    const team = await makeTeam(`Log Lookers ${language}`, language)
    await team.addPerson('Rani')
    await seal(team)
    const page = await newVisitor(options)
    await enter(page, team, team.owner, t)
    await open(page, team, t)
    await look(page, `audit-${language}`)
    await page.emulateMedia({ colorScheme: 'dark' })
    await takeScreenshot(page, `audit-${language}-dark`)
    await page.goto(`${paths.auditLog(team.slug)}?action=nothing`)
    await page.getByText(t('audit.none.title')).waitFor()
    await look(page, `audit-${language}-none`)
  })

journey('OP3: whoever may not see the log is told why', async ({ page }) => {
  const team = await makeTeam('Closed Books')
  await enter(page, team, await team.addPerson('Rani', 'planner'))
  await page.goto(paths.auditLog(team.slug))
  await page.getByText(t('audit.no-view')).waitFor()
})

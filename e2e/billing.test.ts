import { randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { createClient } from '#api/client.ts'
import { paths } from '#web/paths.ts'
import { journey } from './browser.ts'
import { ageOrganization } from './in-database.ts'
import { look } from './look.ts'
import { enterOverApi, makeTeam, type Person, signInAs, type Team } from './team.ts'
import { visitors, type Words, wordsIn } from './words.ts'

const t = wordsIn('en')
const day = 86_400_000

const enter = async (page: Page, person: Person, words: Words = t) => {
  await signInAs(page, person, words)
  await page.getByRole('navigation', { name: words('shell.navigation') }).waitFor()
}

/** An organization that is five months old, with a pair: matched now, and active since 70 days ago, as somebody says late. */
async function makeBilled(name: string, language: 'en' | 'id' = 'en') {
  const team = await makeTeam(name, language)
  await ageOrganization(team.slug, 150)
  const { id: programId } = await team.client.createProgram({
    body: { kind: 'mentoring', name: 'Leadership circle', registrationOpen: true },
    idempotencyKey: randomUUID(),
  })
  await join(team, programId, 'Mira', 'mentor')
  await join(team, programId, 'Ben', 'mentee')
  const { items } = await team.client.listParticipants({ params: { programId }, query: {} })
  await team.client.createMatch({
    body: {
      programId,
      registrationIds: items.map(({ id }) => id),
      startedAt: new Date(Date.now() - 70 * day).toISOString(),
    },
    idempotencyKey: randomUUID(),
  })
  return team
}

async function join(team: Team, programId: string, firstName: string, role: 'mentor' | 'mentee') {
  const person = await team.addPerson(firstName, 'field_user')
  const { token } = await enterOverApi(person)
  const client = createClient({ baseUrl: inject('origin'), token })
  await client.joinProgram({ params: { programId }, body: { role } })
}

journey(
  'BL3: what each period came to, and why this person is billed: the match and the moment',
  async ({ page }) => {
    const team = await makeBilled('Billed And Told')
    await enter(page, team.owner)
    await page.goto(paths.billing(team.slug))
    const periods = page.getByRole('table', { name: t('billing.periods') })
    await periods.waitFor()
    await expect.poll(() => periods.getByRole('row').count()).toBeGreaterThanOrEqual(6)
    // Two of this period, and as many for each month that had closed.
    await page
      .getByLabel(t('billing.present'))
      .getByText(/2 active · [46] added later/)
      .waitFor()
    await look(page, 'billing')

    await page.getByRole('searchbox', { name: t('billing.search') }).fill('mira')
    const why = page.getByRole('row', { name: 'Mira Tester' }).filter({ hasText: /Active$/ })
    await why.getByText('Matched with Ben Tester in Leadership circle').waitFor()
    await why.press('Enter')
    const panel = page.getByRole('dialog', { name: 'Mira Tester' })
    await panel.getByText(/Mira Tester counts in .*Matched with Ben Tester/).waitFor()
    await panel.getByText(t('billing.still')).waitFor()
    await look(page, 'billing-why')
    await page.keyboard.press('Escape')

    await page.getByText(t('billing.corrections-only')).click()
    await page
      .getByText(/^Added for /)
      .first()
      .waitFor()
    await look(page, 'billing-corrections')

    const [file] = await Promise.all([
      page.waitForEvent('download'),
      periods.getByRole('link').first().click(),
    ])
    const csv = await text(await file.createReadStream())
    expect(csv).toMatch(/"Ben Tester".*"active"/)
    expect(csv.trim().split('\r\n').length).toBeGreaterThanOrEqual(7)
  },
)

journey(
  'BL3: the billing day changes from the next period on; nobody billed is said',
  async ({ page }) => {
    const team = await makeTeam('Nobody Billed')
    await enter(page, team.owner)
    await page.goto(paths.billing(team.slug))
    await page.getByRole('heading', { name: t('billing.none.title') }).waitFor()
    await look(page, 'billing-nobody')
    const { anchorDay } = await team.client.getBilling()
    const chosen = anchorDay === 12 ? 13 : 12
    await page.getByRole('button', { name: t('billing.anchor.open') }).click()
    const field = page.getByRole('textbox', { name: t('billing.anchor.day') })
    await field.fill(String(chosen))
    await field.press('Tab')
    await page.getByRole('button', { name: t('billing.anchor.save'), exact: true }).click()
    await page.getByText(t('billing.anchor.saved')).waitFor()
    await page.getByText(`goes by day ${chosen} of the month`).waitFor()
  },
)

for (const { language, t: words, options } of visitors)
  journey(
    `BL3: with the keyboard alone, and narrow, in ${language}, a period is chosen and a person looked up`,
    async ({ newVisitor }) => {
      const team = await makeBilled('Small Bill', language)
      const page = await newVisitor(options)
      await enter(page, team.owner, words)
      await page.goto(paths.billing(team.slug))
      const periods = page.getByRole('table', { name: words('billing.periods') })
      await look(page, `billing-${language}-narrow`)
      const second = periods.getByRole('button').nth(1)
      await second.press('Enter')
      await expect.poll(() => second.getAttribute('aria-pressed')).toBe('true')
      await page.getByText(words('billing.none.text')).waitFor()
      await periods.getByRole('button').first().press('Enter')
      await page.getByRole('row', { name: /Mira/ }).first().press('Enter')
      await page.getByRole('dialog', { name: 'Mira Tester' }).waitFor()
      await look(page, `billing-why-${language}-narrow`)
    },
  )

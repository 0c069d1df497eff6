import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { createClient } from '#api/client.ts'
import type { Language } from '#api/common.ts'
import { paths } from '#web/paths.ts'
import { journey, phone } from './browser.ts'
import { demand } from './factors.ts'
import { putFinger } from './finger.ts'
import { look } from './look.ts'
import { readCode } from './mailbox.ts'
import { enterOverApi, makeTeam, type Person, signInAs, type Team } from './team.ts'
import { belongTo, enterBy, inFrameOf } from './walk.ts'
import { visitors, type Words, wordsIn } from './words.ts'

const english = wordsIn('en')

const sizes = [
  { id: 's', label: 'Small' },
  { id: 'm', label: 'Medium' },
]
const tools = [
  { id: 'saw', label: 'Saw' },
  { id: 'drill', label: 'Drill' },
]

/** Required questions of every kind, and one that nobody needs to answer or may see. */
async function askEverything({ client }: Team) {
  const create = async (body: Parameters<typeof client.createField>[0]['body']) =>
    client.createField({ body, idempotencyKey: randomUUID() })
  const required = true
  await create({ kind: 'text', name: 'Badge number', help: 'On the back', required })
  await create({ kind: 'long_text', name: 'Allergies', required, visibility: 'members' })
  await create({ kind: 'number', name: 'Shoe size', required })
  await create({ kind: 'date', name: 'Birthday', required })
  await create({ kind: 'single_choice', name: 'Shirt', options: sizes, required })
  await create({ kind: 'multiple_choice', name: 'Tools', options: tools, required })
  await create({ kind: 'text', name: 'Nickname', visibility: 'nobody' })
}

/** By what a member sees in their own profile there. */
async function answersOf(person: Person) {
  const { token } = await enterOverApi(person)
  const { items } = await createClient({ baseUrl: inject('origin'), token }).getMyFields()
  return Object.fromEntries(items.map(({ field, value }) => [field.name, value]))
}

/** Somebody with a password who is in no organization but this one, and has not come yet. */
async function newcomerOf(team: Team): Promise<Person> {
  const home = await makeTeam('Left Behind')
  const person = await home.addPerson('Nadia')
  await belongTo(team, person)
  const { items } = await home.client.listUsers({ query: { q: person.email } })
  await home.client.suspendUser({ params: { memberId: items[0]?.id ?? '' } })
  return person
}

const rowOf = (page: Page, field: string) => page.getByRole('listitem').filter({ hasText: field })
const gripOf = (page: Page, field: string) => rowOf(page, field).locator('[data-grip]')

/** To just inside the upper edge of another row, as a finger does it. */
async function dragByFinger(page: Page, grip: Locator, to: Locator) {
  await grip.scrollIntoViewIfNeeded()
  const [from, goal] = [await grip.boundingBox(), await to.boundingBox()]
  if (!from || !goal) throw new Error('There is nothing to drag, or nowhere to')
  const x = from.x + from.width / 2
  const finger = await putFinger(page, { x, y: from.y + from.height / 2 })
  await finger.move({ x, y: goal.y + 4 })
  await finger.lift()
}

const welcome = (page: Page, { name }: Team, t: Words = english) =>
  page.getByRole('heading', { name: t('registration.title', { name }) }).waitFor()

const typeDate = async (page: Page, label: string, language: Language) => {
  await page.getByRole('group', { name: label }).getByRole('spinbutton').first().click()
  await page.keyboard.type(language === 'en' ? '02032001' : '03022001')
}

for (const { language, t, options } of visitors) {
  journey(
    `PR2, US2: whoever is new answers what is required, of every kind, before anything else (${language})`,
    async ({ newVisitor }) => {
      const team = await makeTeam('Careful Carriers', language)
      await askEverything(team)
      const person = await newcomerOf(team)
      const page = await newVisitor(options)
      await signInAs(page, person, t)
      await enterBy(page, t('picker.enter-of', { name: team.name }))
      await welcome(page, team, t)
      await look(page, `register-fields-${language}`)

      // No address leads past it.
      for (const path of [
        paths.tasks(team.slug),
        paths.users(team.slug),
        paths.profile(team.slug),
      ]) {
        await page.goto(path)
        await welcome(page, team, t)
      }
      await page.getByLabel(t('registration.first-name')).fill('Nadia')
      await page.getByLabel(t('registration.last-name')).fill('New')
      const finish = page.getByRole('button', { name: t('registration.finish') })
      await finish.click()
      await expect
        .poll(() => page.getByLabel('Badge number').evaluate((it) => it.matches(':focus')))
        .toBe(true)
      await look(page, `register-fields-missing-${language}`)

      await page.getByLabel('Badge number').fill(' B-7 ')
      await page.getByLabel('Allergies').fill('Nuts\nCats')
      await page.getByLabel('Shoe size').fill('42')
      await typeDate(page, 'Birthday', language)
      await page.getByRole('button', { name: 'Shirt' }).click()
      await page.getByRole('option', { name: 'Medium' }).click()
      await page.getByText('Drill', { exact: true }).click()
      await look(page, `register-fields-filled-${language}`)
      await finish.click()
      await inFrameOf(page, team, t)
      expect(await answersOf(person)).toEqual({
        'Badge number': 'B-7',
        Allergies: 'Nuts\nCats',
        'Shoe size': 42,
        Birthday: '2001-02-03',
        Shirt: 'm',
        Tools: ['drill'],
        Nickname: null,
      })

      // One's answers stand on one's profile, and the others' eyes beside each.
      await page.goto(paths.profile(team.slug))
      await page.getByLabel('Nickname').fill('Nad')
      await page.getByText(t('fields.seen-by.nobody')).waitFor()
      await look(page, `profile-fields-${language}`)
      await page
        .getByRole('button', { name: t('ui.save') })
        .last()
        .click()
      await page.getByText(t('me.profile.fields-saved')).waitFor()
      expect((await answersOf(person)).Nickname).toBe('Nad')
      const { items } = await team.client.listUsers({ query: { q: person.email } })
      const seen = await team.client.getUserFields({ params: { memberId: items[0]?.id ?? '' } })
      expect(JSON.stringify(seen)).not.toContain('Nad"')
    },
  )

  journey(
    `PR1: whoever is new copies what they choose of their profile elsewhere, and what a closed door still asks is said (${language})`,
    async ({ newVisitor }) => {
      const [home, strict, team] = [
        await makeTeam('Old Harbour', language),
        await makeTeam('Strict Vaults', language),
        await makeTeam('New Shores', language),
      ]
      const person = await home.addPerson('Rani')
      const { token } = await enterOverApi(person)
      await createClient({ baseUrl: inject('origin'), token }).updateMyProfile({
        body: { title: 'Pilot', phone: '+62 812 3456', timeZone: 'Asia/Makassar' },
      })
      await belongTo(strict, person, { entered: true })
      await demand(strict, { secondFactor: 'email_otp' })
      await belongTo(team, person)

      const page = await newVisitor(options)
      await signInAs(page, person, t)
      await enterBy(page, t('picker.enter-of', { name: team.name }))
      await welcome(page, team, t)
      await page.getByText(t('copy-profile.offer', { name: team.name })).waitFor()
      await look(page, `register-copy-offer-${language}`)
      await page.getByRole('button', { name: t('copy-profile.open') }).click()
      const dialog = page.getByRole('dialog', { name: t('copy-profile.title') })
      await dialog.getByText('Rani Tester · Pilot').waitFor()
      const tick = (part: string) =>
        dialog.getByRole('checkbox', { name: t(`copy-profile.parts.${part}`) })
      await expect.poll(() => tick('title').isChecked()).toBe(true)
      await dialog.getByText(t('copy-profile.parts.timeZone'), { exact: true }).click()
      await expect.poll(() => tick('timeZone').isChecked()).toBe(false)
      await look(page, `copy-profile-${language}`)
      const many = (await dialog.getByRole('checkbox', { checked: true }).all()).length
      await dialog.getByRole('button', { name: t('copy-profile.confirm', { count: many }) }).click()
      await dialog.waitFor({ state: 'detached' })
      await expect
        .poll(() => page.getByLabel(t('registration.first-name')).inputValue())
        .toBe('Rani')

      // Over the door that asks for a code, and back.
      await page.getByRole('button', { name: t('copy-profile.open') }).click()
      await dialog.getByText(strict.name).click()
      await dialog
        .getByText(
          t('copy-profile.way', {
            there: strict.name,
            asks: t('organizations.asks.email_otp'),
            here: team.name,
          }),
        )
        .waitFor()
      await look(page, `copy-profile-closed-${language}`)
      await dialog.getByRole('button', { name: t('organizations.continue.email_otp') }).click()
      await page.getByLabel(t('door.mail.code')).fill(await readCode(person.email))
      await page
        .getByRole('button', { name: t('switching.switch-to', { name: team.name }) })
        .click()
      await welcome(page, team, t)
      await page.getByRole('button', { name: t('copy-profile.open') }).click()
      await dialog.getByText('Olivia Elsewhere').click()
      await dialog.getByText(t('copy-profile.parts.lastName'), { exact: true }).waitFor()
      await page.keyboard.press('Escape')

      await page.getByLabel(t('registration.last-name')).fill('Shore')
      await page.getByRole('button', { name: t('registration.finish') }).click()
      await inFrameOf(page, team, t)
      await page.goto(paths.profile(team.slug))
      await expect.poll(() => page.getByLabel(t('me.profile.title')).inputValue()).toBe('Pilot')
      await expect
        .poll(() => page.getByLabel(t('me.profile.phone')).inputValue())
        .toBe('+62 812 3456')
      // PR4: neither the user table nor anything else here tells where it came from.
      const { items } = await team.client.listUsers({ query: { q: person.email } })
      expect(JSON.stringify(items)).not.toMatch(/Harbour|Vaults/)
    },
  )
}

journey(
  'PR2: a required field that comes later is asked at the next visit, before anything else, and never in the middle of work',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Later Questions')
    const person = await team.addPerson('Sari')
    const theirs = await newVisitor()
    await signInAs(theirs, person)
    await inFrameOf(theirs, team)

    await signInAs(page, team.owner)
    await inFrameOf(page, team)
    await page.goto(paths.fields(team.slug))
    await page.getByRole('heading', { name: 'No fields of your own yet' }).waitFor()
    await look(page, 'fields-empty')
    await page.getByRole('button', { name: 'Add field' }).click()
    const panel = page.getByRole('dialog', { name: 'New field' })
    await panel.getByLabel('Question', { exact: true }).first().fill('Emergency contact')
    await panel.getByText('Required', { exact: true }).click()
    await look(page, 'field-new')
    await panel.getByRole('button', { name: 'Add field' }).click()
    await page.getByText('Members are asked at their next visit.').waitFor()

    // At work: nothing is asked.
    await theirs.getByRole('link', { name: 'Flows' }).click()
    await theirs.getByRole('heading', { name: 'Flows' }).waitFor()
    // The next visit.
    await theirs.goto(paths.profile(team.slug))
    await theirs.getByRole('heading', { name: `One more question from ${team.name}` }).waitFor()
    await look(theirs, 'register-later')
    await theirs.getByRole('button', { name: 'Go on' }).click()
    await theirs.getByText('is required').waitFor()
    await theirs.getByLabel('Emergency contact').fill('Dewi, +62 811')
    await theirs.getByRole('button', { name: 'Go on' }).click()
    await theirs.waitForURL(`**${paths.profile(team.slug)}`)
    await expect
      .poll(() => theirs.getByLabel('Emergency contact').inputValue())
      .toBe('Dewi, +62 811')
  },
)

journey(
  'PR2: fields are put in order by the keyboard; options are written, pasted and taken away; deleting says what is lost',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Ordered Forms')
    const { client } = team
    for (const name of ['First', 'Second', 'Third'])
      await client.createField({ body: { kind: 'text', name }, idempotencyKey: randomUUID() })
    await signInAs(page, team.owner)
    await inFrameOf(page, team)
    await page.goto(paths.fields(team.slug))
    const order = async () => (await client.listFields()).items.map(({ name }) => name)

    const up = page.getByRole('button', { name: 'Move “Third” up' })
    await up.focus()
    await page.keyboard.press('Enter')
    await expect.poll(order).toEqual(['First', 'Third', 'Second'])
    // The focus stays where it was, so that the next press goes on.
    await expect.poll(() => up.evaluate((button) => button.matches(':focus'))).toBe(true)
    await page.getByText('“Third” is now 2 of 3').waitFor({ state: 'attached' })
    await page.keyboard.press('Enter')
    await expect.poll(order).toEqual(['Third', 'First', 'Second'])
    await page.reload()
    await page.getByRole('list', { name: 'Fields in their order' }).getByText('Third').waitFor()
    await look(page, 'fields')

    // By the mouse, to just before the last one.
    await gripOf(page, 'Third').dragTo(rowOf(page, 'Second'), {
      targetPosition: { x: 40, y: 4 },
    })
    await expect.poll(order).toEqual(['First', 'Third', 'Second'])

    await page.getByRole('button', { name: 'Add field' }).click()
    const panel = page.getByRole('dialog')
    await panel.getByLabel('Question', { exact: true }).first().fill('Shirt size')
    await panel.getByRole('button', { name: 'Kind' }).click()
    await page.getByRole('option', { name: 'Single choice' }).click()
    await panel.getByLabel('Option 1').fill('Small')
    await page.keyboard.press('Enter')
    await page.keyboard.type('Medium')
    await page.keyboard.press('Enter')
    await page.keyboard.type('small')
    await panel.getByRole('button', { name: 'Add field' }).click()
    await panel.getByText('stands in the list already').waitFor()
    await panel.getByRole('button', { name: 'Remove option 3' }).click()
    await look(page, 'field-options')
    await panel.getByRole('button', { name: 'Add field' }).click()
    await panel.waitFor({ state: 'detached' })

    const person = await team.addPerson('Tono')
    const { token } = await enterOverApi(person)
    const [shirt] = (await client.listFields()).items.filter(({ name }) => name === 'Shirt size')
    const [, medium] = shirt?.options ?? []
    await createClient({ baseUrl: inject('origin'), token }).updateMyFields({
      body: { values: { [shirt?.id ?? '']: medium?.id ?? '' } },
    })
    await page.getByRole('link', { name: /Shirt size/ }).click()
    await panel.getByRole('button', { name: 'Remove option 2' }).click()
    await panel.getByText('1 member chose “Medium”').waitFor()
    await look(page, 'field-option-gone')
    await panel.getByRole('button', { name: 'Delete field' }).click()
    const question = page.getByRole('alertdialog', { name: 'Delete “Shirt size”?' })
    await question.getByText('The answer of 1 member is lost for good.').waitFor()
    await question.getByRole('button', { name: 'Delete field and answers' }).click()
    await page.getByText('“Shirt size” was deleted').waitFor()
    await expect.poll(() => order()).toEqual(['First', 'Third', 'Second'])

    const t = wordsIn('id')
    const small = await newVisitor({ ...phone, locale: 'id-ID' })
    await client.updateOrganization({ body: { language: 'id' } })
    await signInAs(small, team.owner, t)
    await inFrameOf(small, team, t)
    await small.goto(paths.fields(team.slug))
    await small.getByRole('link', { name: /Second/ }).waitFor()
    await look(small, 'fields-phone')
    // Both stand clear of the edges, at which the page would scroll along.
    await dragByFinger(small, gripOf(small, 'Third'), rowOf(small, 'First'))
    await expect.poll(order).toEqual(['Third', 'First', 'Second'])
    await small.getByRole('link', { name: /Second/ }).click()
    await small.getByRole('dialog', { name: 'Second' }).getByText(t('fields.preview')).waitFor()
    await look(small, 'field-phone')
  },
)

journey('RP3: whoever may not edit fields sees them, and is told why', async ({ page }) => {
  const team = await makeTeam('Read Only Forms')
  await team.client.createField({
    body: { kind: 'single_choice', name: 'Shirt', options: sizes },
    idempotencyKey: randomUUID(),
  })
  await signInAs(page, await team.addPerson('Putri'))
  await inFrameOf(page, team)
  await page.goto(paths.fields(team.slug))
  const add = page.getByRole('button', { name: 'Add field' })
  await expect.poll(() => add.getAttribute('aria-disabled')).toBe('true')
  await expect.poll(() => page.getByRole('button', { name: /Move/ }).count()).toBe(0)
  await page.getByRole('link', { name: /Shirt/ }).click()
  const panel = page.getByRole('dialog', { name: 'Shirt' })
  await expect
    .poll(() => panel.getByLabel('Question', { exact: true }).first().isDisabled())
    .toBe(true)
  await look(page, 'field-read-only')
})

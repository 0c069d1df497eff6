import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { type Client, createClient } from '#api/client.ts'
import type { Program, ProgramKind, ProgramQuestion, ProgramRole } from '#api/programs.ts'
import { paths } from '#web/paths.ts'
import { journey, phone } from './browser.ts'
import { look } from './look.ts'
import { enterOverApi, makeTeam, type Person, signInAs, type Team } from './team.ts'
import { type Words, wordsIn } from './words.ts'

const t = wordsIn('en')
const small = { ...phone, viewport: { width: 390, height: 844 } }

const enter = async (page: Page, person: Person, words: Words = t) => {
  await signInAs(page, person, words)
  await page.getByRole('navigation', { name: words('shell.navigation') }).waitFor()
}

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' })

const choice = (title: string, labels: string[], values: Partial<ProgramQuestion> = {}) => ({
  id: randomUUID(),
  title,
  kind: 'multiple_choice' as const,
  options: labels.map((label) => ({ id: label.toLowerCase().replaceAll(' ', '-'), label })),
  visible: true,
  matching: 'overlap' as const,
  weight: 3,
  ...values,
})

/** Two questions that count, and one that is only read. */
const questions = () => [
  choice('Topics', ['Leadership', 'Finance', 'Law', 'Public speaking'], { required: true }),
  choice('City', ['Jakarta', 'Bandung', 'Medan'], { kind: 'single_choice', matching: 'same' }),
  {
    id: randomUUID(),
    title: 'What should we know of you?',
    kind: 'text' as const,
    visible: true,
  },
]

const makeProgram = (team: Team, kind: ProgramKind = 'mentoring', name = 'Leadership circle') =>
  team.client.createProgram({
    body: {
      kind,
      name,
      description: 'Six months of talks between those who have been there and those who go there.',
      registrationOpen: true,
      requestsOpen: true,
      questions: questions(),
    },
    idempotencyKey: randomUUID(),
  })

interface Part {
  role: ProgramRole
  capacity?: number
  topics?: string[]
  city?: string
  about?: string
}

/** Somebody of the team who has registered; answers by the questions above. */
async function join(team: Team, program: Program, firstName: string, part: Part) {
  const person = await team.addPerson(firstName, 'field_user')
  const { token } = await enterOverApi(person)
  const client = createClient({ baseUrl: inject('origin'), token })
  await register(client, program, part)
  return { person, client, name: `${firstName} Tester` }
}

const register = (
  client: Client,
  program: Program,
  { role, capacity = 1, topics = ['leadership'], city = 'jakarta', about = '' }: Part,
) => {
  const [topic, place, text] = program.questions.map(({ id }) => id)
  return client.joinProgram({
    params: { programId: program.id },
    body: {
      role,
      capacity,
      answers: { [topic ?? '']: topics, [place ?? '']: city, [text ?? '']: about || null },
    },
  })
}

const people = (page: Page) => page.getByRole('grid', { name: t('programs.tabs.participants') })
const matches = (page: Page) => page.getByRole('grid', { name: t('matches.heading') })
const proposed = (page: Page) => page.getByRole('grid', { name: t('programs.proposed') })

journey(
  'MT1: a program is made, asks its questions, opens, and somebody registers',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Circle Makers')
    await enter(page, team.owner)
    await page.getByRole('link', { name: t('navigation.programs') }).click()
    await page.getByText(t('programs.none.title')).waitFor()
    await look(page, 'programs-none')

    await page.keyboard.press('c')
    const dialog = page.getByRole('dialog', { name: t('programs.new') })
    await dialog.getByLabel(t('programs.name')).fill('Leadership circle')
    await look(page, 'programs-new')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Leadership circle' }).waitFor()
    await page.getByText(t('programs.steps.questions.title')).waitFor()
    await look(page, 'program-overview-new')

    await page.getByRole('tab', { name: t('programs.tabs.questions') }).click()
    await button(page, t('programs.add-question')).click()
    const panel = page.getByRole('dialog', { name: t('programs.new-question') })
    await panel.getByLabel(t('programs.question'), { exact: true }).fill('Where are you?')
    const option = (number: number) =>
      panel.getByRole('textbox', { name: t('fields.option', { number }) })
    await option(1).fill('Jakarta')
    await page.keyboard.press('Enter')
    await option(2).fill('Bandung')
    await panel.getByText(t('fields.required'), { exact: true }).click()
    await look(page, 'program-question')
    const save = panel.getByRole('button', { name: t('programs.add-question') })
    await save.click()
    await panel.waitFor({ state: 'detached' })
    await page.getByText(t('programs.question-added', { title: 'Where are you?' })).waitFor()
    // One more, so that there is an order to change.
    await button(page, t('programs.add-question')).click()
    await panel.getByLabel(t('programs.question'), { exact: true }).fill('Years of experience')
    await panel.getByRole('button', { name: new RegExp(t('fields.kind')) }).click()
    await page.getByRole('option', { name: t('programs.question-kinds.number') }).click()
    // A number can only be close between two bounds, and the server says so at the field.
    await panel
      .getByRole('radio', { name: new RegExp(`^${t('programs.rules.close')}`) })
      .check({ force: true })
    await save.click()
    await expect
      .poll(() =>
        panel
          .getByRole('textbox', { name: t('programs.minimum-number') })
          .getAttribute('aria-invalid'),
      )
      .toBe('true')
    await panel.getByRole('textbox', { name: t('programs.minimum-number') }).fill('0')
    await panel.getByRole('textbox', { name: t('programs.maximum-number') }).fill('40')
    await save.click()
    await panel.waitFor({ state: 'detached' })
    await button(page, t('fields.up', { name: 'Years of experience' })).focus()
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => {
        const { items } = await team.client.listPrograms({ query: {} })
        return items[0]?.questions.map(({ title }) => title)
      })
      .toEqual(['Years of experience', 'Where are you?'])
    await look(page, 'program-questions')

    await page.getByRole('tab', { name: t('programs.tabs.overview') }).click()
    await page.getByRole('switch', { name: t('programs.registration-switch') }).focus()
    await page.keyboard.press('Space')
    await page.getByText(t('programs.opened.registration-on'), { exact: true }).waitFor()

    const mei = await team.addPerson('Mei', 'field_user')
    const visitor = await newVisitor(small)
    await enter(visitor, mei)
    await visitor.goto(paths.programs(team.slug))
    await look(visitor, 'programs-open-phone')
    await button(visitor, t('programs.register-in', { name: 'Leadership circle' })).click()
    await visitor.getByRole('heading', { name: t('programs.register-title') }).waitFor()
    await visitor
      .getByRole('radio', { name: new RegExp(`^${t('programs.roles.mentor')}`) })
      .check({ force: true })
    await visitor.getByRole('textbox', { name: t('programs.capacity.mentor') }).fill('2')
    await look(visitor, 'program-register-phone')
    // The required answer is missing: said at its field.
    await button(visitor, t('programs.register')).click()
    await visitor.getByText(t('field-errors.required'), { exact: true }).first().waitFor()
    await visitor.getByRole('button', { name: /Where are you/ }).click()
    await visitor.getByRole('option', { name: 'Jakarta' }).click()
    await button(visitor, t('programs.register')).click()
    await visitor.getByText(t('programs.registered', { name: 'Leadership circle' })).waitFor()
    await visitor
      .getByText(t('matches.room', { taken: 0, capacity: 2 }))
      .first()
      .waitFor()
    await look(visitor, 'program-mine-phone')

    await page.getByRole('tab', { name: t('programs.tabs.participants') }).click()
    await people(page)
      .getByRole('row', { name: /Mei Tester/ })
      .click()
    const one = page.getByRole('dialog', { name: 'Mei Tester' })
    await one.getByRole('button', { name: /Jakarta/ }).waitFor()
    await look(page, 'program-participant')
  },
)

journey('MT2: a proposal explains its matches, and is approved in part', async ({ page }) => {
  const team = await makeTeam('Match Makers')
  const program = await makeProgram(team)
  const both = ['leadership', 'finance']
  await join(team, program, 'Ani', { role: 'mentor', capacity: 2, topics: both })
  await join(team, program, 'Budi', { role: 'mentor', topics: ['law'], city: 'bandung' })
  await join(team, program, 'Citra', { role: 'mentee', topics: both })
  await join(team, program, 'Dewi', { role: 'mentee', topics: ['law'], city: 'bandung' })
  await join(team, program, 'Eko', { role: 'mentee', topics: ['leadership'] })
  await join(team, program, 'Fitri', {
    role: 'mentee',
    topics: ['public-speaking'],
    city: 'medan',
  })
  await enter(page, team.owner)
  await page.goto(paths.programs(team.slug))
  await page
    .getByRole('grid')
    .getByRole('row', { name: /Leadership circle/ })
    .waitFor()
  await look(page, 'programs-all')
  await page
    .getByRole('grid')
    .getByRole('row', { name: /Leadership circle/ })
    .click()
  await page.getByRole('heading', { name: 'Leadership circle' }).waitFor()
  await look(page, 'program-overview')

  await page.getByRole('tab', { name: t('programs.tabs.proposals') }).click()
  await look(page, 'program-proposals-none')
  await button(page, t('programs.propose')).click()
  const propose = page.getByRole('dialog', { name: t('programs.propose') })
  await propose.getByText('Topics').waitFor()
  await look(page, 'program-propose')
  await propose.getByRole('button', { name: t('programs.propose-start') }).click()
  await proposed(page)
    .getByRole('row', { name: /Ani Tester.*Citra Tester/ })
    .waitFor()
  await proposed(page).getByText('Jakarta').first().waitFor()
  await look(page, 'program-proposal')

  // Dewi and Budi are approved alone; of the rest one is thrown away.
  const pick = (name: RegExp) =>
    proposed(page).getByRole('row', { name }).getByRole('checkbox').first().click({ force: true })
  const bar = page.getByRole('toolbar', { name: t('ui.selection') })
  await pick(/Budi Tester.*Dewi Tester/)
  await pick(/Ani Tester.*Citra Tester/)
  await look(page, 'program-proposal-selected')
  await bar.getByRole('button', { name: t('programs.approve') }).click()
  await page.getByText(t('programs.approve-done', { count: 2 })).waitFor()
  await pick(/Eko Tester/)
  await bar.getByRole('button', { name: t('programs.discard') }).click()
  await page
    .getByRole('alertdialog', { name: t('programs.discard-question', { count: 1 }) })
    .getByRole('button', { name: t('programs.discard') })
    .click()
  await page.getByText(t('programs.reviewed.title')).waitFor()
  await look(page, 'program-proposal-reviewed')
  await page.getByRole('link', { name: t('programs.all-proposals') }).click()
  await page.getByText(t('programs.approved-count', { count: 2 })).waitFor()
  await look(page, 'program-proposals')
})

/** A program with an active match, by hand, and others who have room. */
async function makeMatched(name: string) {
  const team = await makeTeam(name)
  const program = await makeProgram(team)
  await join(team, program, 'Ani', { role: 'mentor', capacity: 2 })
  await join(team, program, 'Budi', { role: 'mentor', topics: ['law'], city: 'bandung' })
  await join(team, program, 'Citra', { role: 'mentee' })
  await join(team, program, 'Dewi', { role: 'mentee', topics: ['law'], city: 'bandung' })
  await join(team, program, 'Fitri', { role: 'mentee', topics: ['public-speaking'], city: 'medan' })
  const { items } = await team.client.listParticipants({
    params: { programId: program.id },
    query: {},
  })
  const idOf = (first: string) =>
    items.find(({ person }) => person.name.startsWith(first))?.id ?? ''
  for (const pair of [
    ['Ani', 'Citra'],
    ['Budi', 'Dewi'],
  ])
    await team.client.createMatch({
      body: { programId: program.id, registrationIds: pair.map(idOf) },
      idempotencyKey: randomUUID(),
    })
  return { team, program }
}

journey(
  'MT2: a match is ended for good, the ban is lifted, and one is made by hand where there is room',
  async ({ page }) => {
    const { team, program } = await makeMatched('Match Enders')
    await enter(page, team.owner)
    await page.goto(paths.program(team.slug, program.id))
    await page.getByRole('tab', { name: t('programs.tabs.matches') }).click()
    await matches(page)
      .getByRole('row', { name: /Ani Tester.*Citra Tester/ })
      .focus()
    await page.keyboard.press('Enter')
    const panel = page.getByRole('dialog', { name: 'Ani Tester and Citra Tester' })
    await panel.getByText(t('matches.intervals')).waitFor()
    await look(page, 'program-match')
    await panel.getByRole('button', { name: t('matches.end') }).click()
    const end = page.getByRole('dialog', { name: /End the match/ })
    await end.getByLabel(t('matches.reason')).fill('They work in one team now')
    await end.getByText(t('matches.do-not-match'), { exact: true }).click()
    await look(page, 'program-match-end')
    await end.getByRole('button', { name: t('matches.end') }).click()
    await panel.getByText('They work in one team now').waitFor()
    await panel.getByText(/ended by an administrator · Olivia Owner/).waitFor()
    // It cannot be started again, for they are not to be matched.
    await panel.getByRole('button', { name: t('matches.restart') }).click()
    await page.getByText(t('problems.do-not-match.title')).waitFor()
    await panel.getByRole('button', { name: t('ui.close') }).click()
    await matches(page)
      .getByRole('row', { name: /Budi Tester/ })
      .waitFor()
    await look(page, 'program-matches')
    await page.getByRole('tab', { name: t('programs.tabs.apart') }).click()
    await page.getByText('They work in one team now').waitFor()
    await look(page, 'program-apart')
    await button(page, /^Lift: .*Ani Tester/).click()
    await page.getByText(t('programs.lifted')).waitFor()
    // Two are kept apart without any match of theirs.
    await page.getByText(t('programs.none-apart.title')).waitFor()
    await button(page, t('programs.keep-apart')).click()
    const apart = page.getByRole('dialog', { name: t('programs.keep-apart') })
    await apart.getByRole('combobox', { name: t('programs.apart-one') }).fill('Budi')
    await page.getByRole('option', { name: /Budi Tester/ }).click()
    await apart.getByRole('combobox', { name: t('programs.apart-other') }).fill('Fitri')
    await page.getByRole('option', { name: /Fitri Tester/ }).click()
    await look(page, 'program-keep-apart')
    await apart.getByRole('button', { name: t('programs.keep-apart') }).click()
    await button(page, /^Lift: .*Fitri Tester/).waitFor()

    // By hand: who has no room is told before anything is pressed.
    await page.getByRole('link', { name: t('navigation.matches') }).click()
    await matches(page)
      .getByRole('row', { name: /Budi Tester/ })
      .waitFor()
    await look(page, 'matches')
    await page.keyboard.press('c')
    const make = page.getByRole('dialog', { name: t('matches.new') })
    await make.getByRole('button', { name: new RegExp(t('matches.program')) }).click()
    await page.getByRole('option', { name: /Leadership circle/ }).click()
    await make.getByRole('combobox', { name: t('programs.roles.mentor') }).fill('Budi')
    await page.getByRole('option', { name: /Budi Tester/ }).click()
    await make
      .getByText(t('matches.standing.full', { name: 'Budi Tester', taken: 1, capacity: 1 }))
      .waitFor()
    await look(page, 'matches-no-room')
    await make.getByRole('combobox', { name: t('programs.roles.mentor') }).fill('Ani')
    await page.getByRole('option', { name: /Ani Tester/ }).click()
    await make.getByRole('combobox', { name: t('programs.roles.mentee') }).fill('Fitri')
    await page.getByRole('option', { name: /Fitri Tester/ }).click()
    await make.getByRole('button', { name: t('matches.make') }).click()
    await matches(page)
      .getByRole('row', { name: /Ani Tester.*Fitri Tester/ })
      .waitFor()
  },
)

journey('MT1, MT2: whoever runs programs can do it on a phone', async ({ newVisitor }) => {
  const { team, program } = await makeMatched('Phone Runners')
  const visitor = await newVisitor(small)
  await enter(visitor, team.owner)
  for (const [path, name] of [
    [paths.programs(team.slug), 'programs-phone'],
    [paths.program(team.slug, program.id), 'program-overview-phone'],
    [paths.program(team.slug, program.id, 'participants'), 'program-participants-phone'],
    [paths.program(team.slug, program.id, 'proposals'), 'program-proposals-phone'],
    [paths.program(team.slug, program.id, 'matches'), 'program-matches-phone'],
    [paths.program(team.slug, program.id, 'apart'), 'program-apart-phone'],
    [paths.program(team.slug, program.id, 'questions'), 'program-questions-phone'],
    [paths.program(team.slug, program.id, 'settings'), 'program-settings-phone'],
    [paths.matches(team.slug), 'matches-phone'],
  ] as const) {
    await visitor.goto(path)
    await visitor.getByRole('heading', { level: 1 }).waitFor()
    await expect.poll(() => visitor.getByRole('status', { name: /loading/ }).count()).toBe(0)
    await look(visitor, name)
  }
})

journey(
  'MT2, MT3: in Indonesian, on a phone: one asks and is accepted, another is declined, and freezing ends it',
  async ({ newVisitor }) => {
    const id = wordsIn('id')
    const team = await makeTeam('Pencari Mentor', 'id')
    const program = await makeProgram(team, 'mentoring', 'Lingkar kepemimpinan')
    const sari = await join(team, program, 'Sari', {
      role: 'mentor',
      capacity: 2,
      about: 'Dua puluh tahun di gudang.',
    })
    const putra = await join(team, program, 'Putra', { role: 'mentor' })
    const rina = await join(team, program, 'Rina', { role: 'mentee', capacity: 2 })
    const options = { ...small, locale: 'id-ID' }
    const page = await newVisitor(options)
    await enter(page, rina.person, id)
    await page.goto(paths.participation(team.slug, program.id))
    const ask = async (name: string, message: string) => {
      await button(page, id('programs.ask-of', { name })).click()
      const dialog = page.getByRole('dialog', { name: id('programs.ask-question', { name }) })
      await dialog.getByLabel(id('programs.message')).fill(message)
      await look(page, 'program-ask-id')
      await dialog.getByRole('button', { name: id('programs.ask-send') }).click()
      await page.getByRole('article', { name }).waitFor()
    }
    await page
      .getByRole('list', { name: id('programs.ask-list') })
      .getByText('Leadership')
      .first()
      .waitFor()
    await look(page, 'program-suggestions-id')
    await ask(sari.name, 'Saya ingin memimpin gudang seperti Ibu.')
    await ask(putra.name, 'Bolehkah saya belajar dari Bapak?')
    await page.getByText(id('programs.nobody-to-ask')).waitFor()
    await look(page, 'program-asked-id')

    const mentor = await newVisitor(options)
    await enter(mentor, sari.person, id)
    await mentor.goto(paths.programs(team.slug))
    await mentor.getByText('Saya ingin memimpin gudang').waitFor()
    await look(mentor, 'program-request-id')
    await button(mentor, id('programs.accept-of', { name: rina.name })).click()
    await mentor.getByText(id('programs.accepted', { name: rina.name })).waitFor()
    await mentor.getByRole('link', { name: rina.person.email }).waitFor()
    await look(mentor, 'program-match-id')

    const other = await newVisitor(options)
    await enter(other, putra.person, id)
    await other.goto(paths.programs(team.slug))
    await button(other, id('programs.decline-of', { name: rina.name })).click()
    await other.getByLabel(id('programs.decline-reason')).fill('Bulan ini saya cuti.')
    await look(other, 'program-decline-id')
    await other
      .getByRole('dialog')
      .getByRole('button', { name: id('programs.decline') })
      .click()
    await other.getByText(id('programs.declined', { name: rina.name })).waitFor()

    await page.reload()
    await page.getByRole('link', { name: sari.person.email }).waitFor()
    await page.getByText(id('programs.ended', { count: 1 })).click()
    await page.getByText('Bulan ini saya cuti.').waitFor()
    await look(page, 'program-answered-id')

    await button(page, id('programs.freeze')).click()
    await look(page, 'program-freeze-id')
    await page
      .getByRole('alertdialog', { name: id('programs.freeze-question', { name: program.name }) })
      .getByRole('button', { name: id('programs.freeze') })
      .click()
    await page.getByText(id('programs.frozen-toast', { count: 1 })).waitFor()
    await page.getByRole('link', { name: sari.person.email }).waitFor({ state: 'detached' })
    await page.getByText(id('programs.frozen-title')).waitFor()
    await look(page, 'program-frozen-id')
    const { items } = await sari.client.listMyMatches({ query: {} })
    expect(items.map(({ status, endReason }) => [status, endReason])).toEqual([['ended', 'frozen']])
    await button(page, id('programs.thaw')).click()
    await page.getByText(id('programs.thawed-next')).waitFor()
    await page.getByRole('list', { name: id('programs.ask-list') }).waitFor()
    expect(
      (await rina.client.listMyMatches({ query: {} })).items.every(
        ({ status }) => status === 'ended',
      ),
    ).toBe(true)
  },
)

journey(
  'MT2: peers ask each other; what is closed is honest; whoever runs programs also takes part',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Peer Finders')
    const program = await makeProgram(team, 'peer', 'Coffee pairs')
    const tia = await join(team, program, 'Tia', { role: 'peer' })
    await register(team.client, program, { role: 'peer' })
    await enter(page, team.owner)
    await page.goto(paths.participation(team.slug, program.id))
    await button(page, t('programs.ask-of', { name: tia.name })).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('programs.ask-send') })
      .click()
    await button(page, t('programs.withdraw-of', { name: tia.name })).waitFor()
    const visitor = await newVisitor()
    await enter(visitor, tia.person)
    await visitor.goto(paths.programs(team.slug))
    await button(visitor, t('programs.accept-of', { name: 'Olivia Owner' })).click()
    await visitor.getByRole('link', { name: team.owner.email }).waitFor()
    await visitor.getByRole('list', { name: t('programs.in-common') }).waitFor()
    await look(visitor, 'program-yours')

    await page.reload()
    await page.getByRole('link', { name: tia.person.email }).waitFor()

    // Settings by which active matches end ask first.
    await page.goto(paths.program(team.slug, program.id, 'settings'))
    await page.getByText(t('programs.ends.after'), { exact: true }).click()
    await button(page, t('ui.save')).click()
    const ending = page.getByRole('alertdialog', {
      name: t('programs.ends-question', { name: 'Coffee pairs' }),
    })
    await look(page, 'program-ends-now')
    await ending.getByRole('button', { name: t('ui.cancel') }).click()
    await page.getByText(t('programs.ends.never'), { exact: true }).click()
    await page.goto(paths.participation(team.slug, program.id))
    await button(page, t('programs.actions-of', { name: tia.name })).click()
    await page.getByRole('menuitem', { name: t('programs.end-match') }).click()
    const end = page.getByRole('dialog', { name: t('programs.end-question', { name: tia.name }) })
    await look(page, 'program-end-own')
    await end.getByRole('button', { name: t('programs.end-match') }).click()
    await page.getByText(t('programs.match-ended', { name: tia.name })).waitFor()

    // Closed and archived: nothing is offered that would be refused.
    await page.goto(paths.program(team.slug, program.id, 'settings'))
    await button(page, t('programs.archive')).click()
    await look(page, 'program-archive')
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: t('programs.archive') })
      .click()
    await page.getByText(t('programs.archived', { name: 'Coffee pairs' })).waitFor()
    await page.getByRole('tab', { name: t('programs.tabs.participants') }).click()
    const add = button(page, t('programs.add-participant'))
    await expect.poll(() => add.getAttribute('aria-disabled')).toBe('true')
    await add.focus()
    await page.getByRole('tooltip', { name: t('programs.archived-reason') }).waitFor()
    await page.keyboard.press('Escape')
    await look(page, 'program-archived')
    await page.goto(`${paths.programs(team.slug)}?archived=true`)
    await page
      .getByRole('grid')
      .getByRole('row', { name: /Coffee pairs/ })
      .waitFor()

    // A program that does not exist, or is not open to one, says the same.
    const lone = await team.addPerson('Lone', 'field_user')
    const stranger = await newVisitor()
    await enter(stranger, lone)
    await stranger.goto(paths.program(team.slug, program.id))
    await stranger.getByText(t('programs.gone.title')).waitFor()
    await look(stranger, 'program-gone')
    await stranger.goto(paths.programs(team.slug))
    await stranger.getByText(t('programs.none-for-you.title')).waitFor()
    await look(stranger, 'programs-none-for-you')
  },
)

journey(
  'MT2: a group is gathered by hand, and goes on without whoever leaves it',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Group Hosts')
    const program = await makeProgram(team, 'group', 'Book club')
    await join(team, program, 'Hana', { role: 'host' })
    const gita = await join(team, program, 'Gita', { role: 'participant' })
    await join(team, program, 'Joko', { role: 'participant' })
    await enter(page, team.owner)
    await page.goto(paths.program(team.slug, program.id, 'matches'))
    await button(page, t('matches.new')).first().click()
    const make = page.getByRole('dialog', { name: t('matches.new') })
    await make.getByRole('combobox', { name: t('programs.roles.host') }).fill('Hana')
    await page.getByRole('option', { name: /Hana Tester/ }).click()
    for (const name of ['Gita', 'Joko']) {
      await make.getByRole('combobox', { name: t('programs.members.participant') }).fill(name)
      await page.getByRole('option', { name: new RegExp(`${name} Tester`) }).click()
      await make.getByRole('row', { name: `${name} Tester` }).waitFor()
    }
    await look(page, 'program-group')
    await make.getByRole('button', { name: t('matches.make') }).click()
    await matches(page)
      .getByRole('row', { name: /Hana Tester and 2 others/ })
      .waitFor()

    const visitor = await newVisitor(small)
    await enter(visitor, gita.person)
    await visitor.goto(paths.programs(team.slug))
    await visitor.getByText(t('programs.your.host')).waitFor()
    await look(visitor, 'program-group-phone')
    await button(visitor, /Match with/).click()
    await visitor.getByRole('menuitem', { name: t('programs.leave-group-action') }).click()
    await visitor.getByText(t('programs.end-lead-group')).waitFor()
    await visitor
      .getByRole('dialog')
      .getByRole('button', { name: t('programs.leave-group-action') })
      .click()
    await visitor.getByText(t('programs.your.host')).waitFor({ state: 'detached' })

    await page.reload()
    await matches(page)
      .getByRole('row', { name: /Hana Tester/ })
      .click()
    await page.getByRole('dialog').getByText(t('matches.left'), { exact: true }).waitFor()
    await page.getByRole('dialog').getByText(t('matches.status.active'), { exact: true }).waitFor()

    // The one who left comes back, and another is let go.
    await button(page, t('matches.add-person')).click()
    const add = page.getByRole('dialog', { name: t('matches.add-person') })
    await add.getByRole('combobox', { name: t('programs.roles.participant') }).fill('Gita')
    await page.getByRole('option', { name: /Gita Tester/ }).click()
    await look(page, 'program-group-add')
    await add.getByRole('button', { name: t('matches.add-confirm') }).click()
    await button(page, t('matches.let-go-of', { name: 'Joko Tester' })).click()
    const letGo = page.getByRole('dialog', {
      name: t('matches.let-go-question', { name: 'Joko Tester' }),
    })
    await letGo.getByLabel(t('matches.reason')).fill('Moves away')
    await letGo.getByRole('button', { name: t('matches.let-go') }).click()
    await page.getByText(/removed by an administrator · Moves away/).waitFor()
    await look(page, 'program-group-changed')
  },
)

import { buffer } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { type Entry, fromBuffer, type ZipFile } from 'yauzl'
import { paths } from '#web/paths.ts'
import { journey, takeScreenshot } from './browser.ts'
import { enrolPerson } from './factors.ts'
import { ageEvidence } from './in-database.ts'
import { look } from './look.ts'
import { readCode, readMail } from './mailbox.ts'
import { makeTeam, type Person, signInAs, type Team, typeCredentials } from './team.ts'
import { belongTo, enterBy, fits, inFrameOf } from './walk.ts'
import { type Words, wordsIn } from './words.ts'

const english = wordsIn('en')
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

async function enter(page: Page, team: Team, person: Person, t: Words = english) {
  await signInAs(page, person, t)
  await inFrameOf(page, team, t)
}

const openSettings = async (page: Page, { slug }: { slug: string }, t: Words = english) => {
  await page.goto(paths.organizationSettings(slug))
  await page.getByRole('heading', { name: t('organization.danger.title') }).waitFor()
}

/** "Confirm that it is you", by a code from the mailbox. */
async function confirmByMail(page: Page, { email }: Person, t: Words = english) {
  const dialog = page.getByRole('dialog', { name: t('door.oneself.title') })
  await dialog.getByLabel(t('door.mail.code')).fill(await readCode(email))
  await dialog.waitFor({ state: 'detached' })
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

const ownerships = (page: Page) =>
  page.getByRole('list', { name: english('organization.owners.title') })

journey('OR1: an organization wears its colour, its week and its hours', async ({ page }) => {
  const team = await makeTeam('Saffron Works')
  await enter(page, team, team.owner)
  await openSettings(page, team)
  await look(page, 'organization-life/settings')

  // By the keys alone: the next of the colours, then Save.
  await page.getByRole('radio', { name: 'Indigo' }).focus()
  for (let n = 0; n < 2; n++) await page.keyboard.press('ArrowRight')
  await expect.poll(() => page.getByRole('radio', { name: 'Teal' }).isChecked()).toBe(true)
  await page.getByRole('button', { name: 'First day of the week' }).click()
  await page.getByRole('option', { name: 'Saturday' }).click()
  await page.getByText('12 hours: 2:30 PM').click()
  await look(page, 'organization-life/settings-changed')
  await press(page, 'Save')
  await page.getByText('The settings were saved').waitFor()
  await look(page, 'organization-life/settings-teal')

  // Everywhere within, also after a load.
  await page.goto(paths.users(team.slug))
  const colour = () =>
    page
      .getByRole('button', { name: 'Add user' })
      .evaluate((button) => getComputedStyle(button).backgroundColor)
  await expect.poll(colour).toBe('rgb(5, 124, 121)')
  await page.goto(paths.auditLog(team.slug))
  await page
    .getByText(/\d:\d\d [AP]M$/)
    .first()
    .waitFor()

  await team.client.createField({ body: { name: 'Start', kind: 'date' } })
  await page.goto(paths.profile(team.slug))
  await page.getByRole('button', { name: 'Calendar Start' }).click()
  await expect
    .poll(() =>
      page
        .getByRole('grid')
        .getByRole('columnheader', { includeHidden: true })
        .first()
        .textContent(),
    )
    .toBe('Sat')
})

journey(
  'OR5: the old address goes on leading here, with everything behind it and nothing typed lost',
  async ({ page, newVisitor }) => {
    const [team, other] = [await makeTeam('Amber Quay'), await makeTeam('Basalt Bay')]
    const before = team.slug
    const after = `${before}-harbour`
    await enter(page, team, team.owner)
    await openSettings(page, team)
    // A second tab of the same browser, at the old address, with something typed and not saved.
    const second = await page.context().newPage()
    await second.goto(paths.profile(before))
    await second.getByLabel('Title', { exact: true }).fill('Harbour master')

    const slug = page.getByRole('textbox', { name: 'Address' })
    await slug.fill(other.slug)
    await press(page, 'Save')
    await page.getByText('is taken').waitFor()
    await look(page, 'organization-life/slug-taken')
    await expect.poll(() => slug.evaluate((input) => input === document.activeElement)).toBe(true)
    await slug.fill('settings')
    await press(page, 'Save')
    await page.getByText('is a word that we keep').waitFor()
    await slug.fill('-no-')
    await press(page, 'Save')
    await page.getByText('Use a–z, 0–9 and hyphens').waitFor()
    await slug.fill(after)
    await page.getByText(`/o/${before} goes on leading here`).waitFor()
    await page.getByText(paths.tasks(after)).waitFor()
    await look(page, 'organization-life/slug-new')
    await press(page, 'Save')
    await page.getByText('The settings were saved').waitFor()
    await page.waitForURL(`**${paths.organizationSettings(after)}`)
    await expect.poll(() => slug.inputValue()).toBe(after)

    // The second tab moves along by itself as soon as it asks anew, and keeps what was typed.
    await second.bringToFront()
    await second.getByRole('button', { name: 'Save', exact: true }).last().scrollIntoViewIfNeeded()
    await second.getByLabel('Title', { exact: true }).press('Enter')
    await second.waitForURL(`**${paths.profile(after)}`)
    await expect
      .poll(() => second.getByLabel('Title', { exact: true }).inputValue())
      .toBe('Harbour master')

    // A link from a mail: page, query and fragment stay.
    await second.goto(`${paths.users(before)}?status=active#switch`)
    await second.waitForURL(`**${paths.users(after)}?status=active#switch`)
    await second.getByRole('dialog', { name: 'Switch Organization' }).waitFor()

    // Signed out, by way of the sign-in page; and from elsewhere, by the offer to switch.
    const visitor = await newVisitor()
    await visitor.goto(`${paths.users(before)}?status=active`)
    await visitor.waitForURL(/\/sign-in/)
    await typeCredentials(visitor, team.owner)
    await visitor.waitForURL(`**${paths.users(after)}?status=active`)
    await visitor.goto(paths.door(before, paths.users(before)))
    await visitor.waitForURL(`**${paths.users(after)}`)

    const both = await other.addPerson('Rani')
    await belongTo(team, both, { entered: true })
    const switcher = await newVisitor()
    await switcher.goto(`${paths.organizationSignIn(before)}`)
    await typeCredentials(switcher, both)
    // The sign-in asked for this one: no picker in between (LG7).
    await switcher.waitForURL(`**${paths.tasks(after)}`)
    await switcher.goto(paths.tasks(other.slug))
    await switcher.getByText(`This page is in ${other.name}`).waitFor()
    await press(switcher, `Switch to ${other.name}`)
    await inFrameOf(switcher, other)
    await switcher.goto(paths.profile(before))
    await switcher.waitForURL(`**${paths.profile(after)}`)
    await switcher.getByText(`This page is in ${team.name}`).waitFor()

    // SW6: to anybody else it is what is not there, exactly as an address that nobody ever had.
    const stranger = await newVisitor()
    await enter(stranger, other, other.owner)
    const seen: string[] = []
    for (const address of [before, after, 'nobody-ever-had-this']) {
      await stranger.goto(paths.users(address))
      await stranger.getByRole('heading', { name: 'There is nothing here' }).waitFor()
      expect(new URL(stranger.url()).pathname).toBe(paths.users(address))
      seen.push((await stranger.getByRole('main').textContent()) ?? '')
    }
    expect(new Set(seen).size).toBe(1)
  },
)

journey(
  'OR3: ownership is handed over in one step; a last owner can neither leave nor stay one by it',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Copper Mill')
    const maya = await team.addPerson('Maya')
    await team.addPerson('Noor')
    await enter(page, team, team.owner)

    // US10: from the profile, before anybody else is an owner.
    await page.goto(paths.profile(team.slug))
    await press(page, 'Leave organization')
    const leave = page.getByRole('alertdialog', { name: `Leave ${team.name}?` })
    await leave.getByText('You are the last owner').waitFor()
    await look(page, 'organization-life/leave-last-owner')
    await expect
      .poll(() =>
        leave.getByRole('button', { name: 'Leave organization' }).getAttribute('aria-disabled'),
      )
      .toBe('true')
    await leave.getByRole('link', { name: 'Hand over ownership' }).click()

    const dialog = page.getByRole('dialog', { name: 'Hand over ownership' })
    await dialog.getByRole('combobox', { name: 'New owner' }).fill('Maya')
    await page.getByRole('option', { name: /Maya Tester/ }).click()
    await dialog.getByRole('button', { name: 'Your role from then on' }).click()
    await page.getByRole('option', { name: 'Planner' }).click()
    await look(page, 'organization-life/hand-over')
    await dialog.getByRole('button', { name: 'Hand over', exact: true }).click()
    await confirmByMail(page, team.owner)
    await page.getByText('Maya Tester is an owner now').waitFor()
    await page.getByText('Your role here is Planner now').waitFor()
    await dialog.waitFor({ state: 'detached' })
    await readMail(maya.email, /(Maya Tester)/)

    // What one is now: everything of owners stays in sight, and says whose it is.
    for (const name of ['Hand over ownership', 'Delete organization', 'Export everything', 'Save'])
      await expect
        .poll(() => page.getByRole('button', { name, exact: true }).getAttribute('aria-disabled'), {
          message: name,
        })
        .toBe('true')
    await look(page, 'organization-life/settings-of-a-planner')

    const hers = await newVisitor()
    await enter(hers, team, maya)
    await openSettings(hers, team)
    await ownerships(hers).getByRole('link', { name: 'Maya Tester' }).waitFor()
    await expect.poll(() => ownerships(hers).getByRole('listitem').count()).toBe(1)
  },
)

journey(
  'US10, PW7: leaving goes to the picker, from the last organization to the farewell page, and from there out for good',
  async ({ page }) => {
    const [team, other] = [await makeTeam('Dune Freight'), await makeTeam('Ember Post')]
    const rani = await team.addPerson('Rani')
    await belongTo(other, rani, { entered: true })
    await signInAs(page, rani)
    await enterBy(page, `Sign In: ${team.name}`)
    await inFrameOf(page, team)
    const second = await page.context().newPage()
    await second.goto(paths.tasks(team.slug))
    await inFrameOf(second, team)

    await openSettings(page, team)
    await press(page, 'Leave organization')
    const leave = page.getByRole('alertdialog', { name: `Leave ${team.name}?` })
    await leave.getByText('is your home organization').waitFor()
    await look(page, 'organization-life/leave')
    await leave.getByRole('button', { name: 'Leave organization' }).click()
    await page.waitForURL(`**${paths.choose()}`)
    await page.getByText(`You have left ${team.name}`).waitFor()
    await page.getByRole('button', { name: `Sign In: ${other.name}` }).waitFor()
    await expect.poll(() => page.getByText(team.name, { exact: true }).count()).toBe(0)
    // The other tab is out as well.
    await second.waitForURL(/\/choose/)

    await enterBy(page, `Sign In: ${other.name}`)
    await inFrameOf(page, other)
    // ⌘K leads there, too.
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('leave org')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Leave organization' }).click()
    await page.waitForURL(`**${paths.farewell()}`)
    await page.getByRole('heading', { name: `You have left ${other.name}` }).waitFor()
    await page.getByText(rani.email).first().waitFor()
    await look(page, 'organization-life/farewell-left')
    // LG6: whoever comes again later is told that there is none.
    await page.getByRole('link', { name: 'Sign out' }).click()
    await page.waitForURL(/\/sign-in/)
    await signInAs(page, rani)
    await page.getByRole('heading', { name: 'You are in no organization' }).waitFor()
    await look(page, 'organization-life/picker-empty')

    // PW7: outside of all organizations, too, one's identity can be deleted, and be kept after all.
    await page.getByRole('link', { name: 'Delete my identity' }).click()
    const end = page.getByRole('alertdialog', { name: 'Delete your identity?' })
    await end.getByLabel(`Type ${rani.email} to confirm`).fill(rani.email)
    await end.getByRole('button', { name: 'Delete my identity' }).click()
    const confirm = page.getByRole('dialog', { name: 'Confirm that it is you' })
    await confirm.getByLabel('Code from the mail').fill(await readCode(rani.email))
    await page.getByRole('heading', { name: /^Your identity is deleted on/ }).waitFor()
    await look(page, 'organization-life/picker-identity-ends')
    // What was pressed is gone: the focus goes to the way back, and after that to the way on.
    const focused = page.locator(':focus')
    await focused.and(page.getByRole('button', { name: 'Undo' })).waitFor()
    await page.getByRole('link', { name: 'Not you?' }).click()
    await page.waitForURL(/\/sign-in/)
    await signInAs(page, rani)
    await page.getByRole('heading', { name: /^Your identity is deleted on/ }).waitFor()
    await press(page, 'Undo')
    await page.getByText('Your identity stays').waitFor()
    await page.getByRole('link', { name: 'Delete my identity' }).waitFor()
    await focused.and(page.getByRole('button', { name: 'Create New Organization' })).waitFor()
    await press(page, 'Create New Organization')
    await page.getByLabel('Organization name').waitFor()
  },
)

/** The files of an archive by their names, with their text. */
const unzip = (content: Buffer): Promise<Map<string, string>> =>
  new Promise((resolve, reject) => {
    fromBuffer(content, { lazyEntries: true }, (error: Error | null, zip?: ZipFile) => {
      if (!zip) return reject(error ?? new Error('This is no archive'))
      const files = new Map<string, string>()
      zip.on('entry', (entry: Entry) =>
        zip.openReadStream(entry, (failure, stream) => {
          if (!stream) return reject(failure ?? new Error(`${entry.fileName} cannot be read`))
          buffer(stream).then((text) => {
            files.set(entry.fileName, text.toString())
            zip.readEntry()
          }, reject)
        }),
      )
      zip.on('end', () => resolve(files))
      zip.readEntry()
    })
  })

journey('OR4: everything of the organization comes as a file that opens', async ({ page }) => {
  const team = await makeTeam('Fern Harbour')
  const sari = await team.addPerson('Sari')
  await enter(page, team, team.owner)
  await openSettings(page, team)
  await press(page, 'Export everything')
  await confirmByMail(page, team.owner)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/\.zip$/)
  const files = await unzip(await buffer(await download.createReadStream()))
  const users = [...files].find(([name]) => name.endsWith('.csv'))?.[1] ?? ''
  expect(users).toContain(sari.email)
  expect([...files.keys()].filter((name) => name.endsWith('.jsonl')).length).toBeGreaterThan(5)
  await page.getByRole('heading', { name: 'Your exports' }).scrollIntoViewIfNeeded()
  await page.getByText(/\.zip, .*until/).waitFor()
  await look(page, 'organization-life/export')
})

journey(
  'OR2: a deleted organization lets nobody in, and another owner keeps it from the picker',
  async ({ page, newVisitor, trouble }) => {
    const team = await makeTeam('Glass Orchard')
    const maya = await team.addPerson('Maya', 'owner')
    const gita = await team.addPerson('Gita')
    const { device } = await enrolPerson(maya)
    await enter(page, team, team.owner)
    const stale = await newVisitor()
    await enter(stale, team, gita)

    await openSettings(page, team)
    await press(page, 'Delete organization')
    const dialog = page.getByRole('alertdialog', { name: `Delete ${team.name}?` })
    const confirm = dialog.getByRole('button', { name: 'Delete organization' })
    const typed = dialog.getByLabel(`Type ${team.name} to confirm`)
    await typed.fill('Glass Orchards')
    await expect.poll(() => confirm.getAttribute('aria-disabled')).toBe('true')
    await look(page, 'organization-life/delete')
    await typed.fill(team.name)
    await confirm.click()
    // SW5: whoever would rather not loses nothing.
    const proof = page.getByRole('dialog', { name: 'Confirm that it is you' })
    await proof.getByLabel('Code from the mail').waitFor()
    await proof.getByRole('button', { name: 'Close' }).click()
    await proof.waitFor({ state: 'detached' })
    await expect.poll(() => typed.inputValue()).toBe(team.name)
    await confirm.click()
    await confirmByMail(page, team.owner)
    await page.waitForURL(`**${paths.farewell()}`)
    await page.getByRole('heading', { name: `${team.name} is being deleted` }).waitFor()
    await page.getByText(/^until \w+ \d+, \d{4}$/).waitFor()
    await look(page, 'organization-life/farewell-deleted')
    await readMail(gita.email, /(Glass Orchard)/)

    // A member with an old tab: out with the next thing that they do.
    trouble.allow(/401/)
    await stale.getByRole('link', { name: 'Settings' }).click()
    await stale.waitForURL(/\/sign-in/)
    await typeCredentials(stale, gita)
    await stale.getByRole('heading', { name: 'You are in no organization' }).waitFor()
    await expect.poll(() => stale.getByText(team.name).count()).toBe(0)

    // Another owner, in the picker; the second factor is asked for in place.
    const hers = await newVisitor()
    await signInAs(hers, maya)
    await hers.getByText('The last one is being deleted').waitFor()
    await look(hers, 'organization-life/picker-in-deletion')
    await press(hers, `Undo: ${team.name}`)
    const second = hers.getByRole('dialog', { name: 'Confirm that it is you' })
    await second.getByLabel('Code from your authenticator').fill(await device.code())
    await hers.getByText(`${team.name} stays`).waitFor()
    const row = hers.getByRole('button', { name: `Sign In: ${team.name}` })
    await row.waitFor()
    await look(hers, 'organization-life/picker-kept')
    await row.click()
    await inFrameOf(hers, team)

    // Whoever began it still stands on the farewell page: it leads on.
    await page.reload()
    await page.waitForURL(`**${paths.choose()}`)
    await page.getByRole('button', { name: `Sign In: ${team.name}` }).waitFor()
    await expect.poll(() => page.getByText(/is being deleted/).count()).toBe(0)
    await enterBy(page, `Sign In: ${team.name}`)
    await inFrameOf(page, team)
  },
)

journey(
  'OR2: an owner who is elsewhere sees and undoes it under the logo and in the modal',
  async ({ page }) => {
    const [team, other] = [await makeTeam('Heron Supply'), await makeTeam('Iris Cargo')]
    const { device } = await enrolPerson(team.owner)
    await belongTo(other, team.owner, { entered: true })
    await signInAs(page, team.owner)
    await enterBy(page, `Sign In: ${team.name}`)
    await inFrameOf(page, team)
    await openSettings(page, team)
    await press(page, 'Delete organization')
    const dialog = page.getByRole('alertdialog', { name: `Delete ${team.name}?` })
    await dialog.getByLabel(`Type ${team.name} to confirm`).fill(team.name)
    await page.keyboard.press('Enter')
    const proof = page.getByRole('dialog', { name: 'Confirm that it is you' })
    await proof.getByLabel('Code from your authenticator').fill(await device.code())
    // LG2: to the others, with what happened beside them.
    await page.waitForURL(`**${paths.choose()}`)
    await page.getByText(/^until \w+ \d+, \d{4}$/).waitFor()
    await look(page, 'organization-life/picker-others')
    await enterBy(page, `Sign In: ${other.name}`)
    await inFrameOf(page, other)

    await press(page, english('shell.organization-button', { name: other.name }))
    await page.getByRole('button', { name: `Undo: ${team.name}` }).waitFor()
    await expect.poll(() => fits(page)).toBe(true)
    await takeScreenshot(page, 'organization-life/menu-in-deletion')
    await page.keyboard.press('Escape')
    await page.goto(`${paths.tasks(other.slug)}#switch`)
    const modal = page.getByRole('dialog', { name: 'Switch Organization' })
    await ageEvidence(team.owner, 3600)
    await modal.getByRole('button', { name: `Undo: ${team.name}` }).click()
    await proof.getByLabel('Password', { exact: true }).fill(team.owner.password)
    await page.keyboard.press('Enter')
    await proof.getByLabel('Code from your authenticator').fill(await device.code())
    await modal.getByRole('radio', { name: new RegExp(team.name) }).waitFor()
    await look(page, 'organization-life/modal-kept')
  },
)

journey(
  'OR1, OR2: on a phone, in Indonesian, from the settings to the farewell',
  async ({ newVisitor }) => {
    const t = wordsIn('id')
    const page = await newVisitor({ ...phone, locale: 'id-ID' })
    const team = await makeTeam('Jambu Laut', 'id')
    await enter(page, team, team.owner, t)
    await openSettings(page, team, t)
    await look(page, 'organization-life/phone-settings')
    await page
      .getByRole('heading', { name: t('organization.danger.title') })
      .scrollIntoViewIfNeeded()
    await look(page, 'organization-life/phone-danger')
    await press(page, t('organization.owners.hand-over'))
    await page.getByRole('dialog', { name: t('organization.owners.hand-over') }).waitFor()
    await look(page, 'organization-life/phone-hand-over')
    await page.getByRole('button', { name: t('ui.cancel') }).click()
    await press(page, t('organization.deletion.start'))
    const dialog = page.getByRole('alertdialog')
    await dialog.getByLabel(t('organization.deletion.type', { name: team.name })).fill(team.name)
    await look(page, 'organization-life/phone-delete')
    await dialog.getByRole('button', { name: t('organization.deletion.start') }).click()
    await confirmByMail(page, team.owner, t)
    await page.waitForURL(`**${paths.farewell()}`)
    await page.getByRole('heading', { name: t('farewell.deleted', { name: team.name }) }).waitFor()
    await look(page, 'organization-life/phone-farewell')
    await page
      .getByRole('button', { name: t('organizations.keep-of', { name: team.name }) })
      .click()
    await page.waitForURL(`**${paths.choose()}`)
    await page.getByRole('button', { name: t('picker.sign-in-of', { name: team.name }) }).waitFor()
  },
)

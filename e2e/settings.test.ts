import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { paths } from '#web/paths.ts'
import { expectAccessible, journey, phone, takeScreenshot } from './browser.ts'
import { look } from './look.ts'
import { findPasswordToken, makeTeam, type Person, signInAs, type Team } from './team.ts'

const enter = async (page: Page, person: Person) => {
  await signInAs(page, person)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
}

const openUsers = async (page: Page, slug: string) => {
  await page.goto(paths.users(slug))
  await page.getByRole('grid', { name: 'Users' }).waitFor()
}

const row = (page: Page, name: string | RegExp) => page.getByRole('row', { name })

journey(
  'US3: a person who exists elsewhere is added and signs in with the password they have',
  async ({ page, newVisitor }) => {
    const [home, team] = [await makeTeam('Kites United'), await makeTeam('Harbour Ferries')]
    const person = await home.addPerson('Rani')

    await enter(page, team.owner)
    await openUsers(page, team.slug)
    await page.getByRole('button', { name: 'Add user' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add user' })
    await dialog.getByLabel('E-mail').fill(person.email)
    await dialog.getByRole('button', { name: 'Role' }).click()
    await page.getByRole('option', { name: 'Planner' }).click()
    await dialog.getByRole('combobox', { name: 'Hubs' }).fill('Main')
    await page.getByRole('option', { name: 'Main hub' }).click()
    // The list stays open for more.
    await page.keyboard.press('Escape')
    await dialog.getByRole('button', { name: 'Add user' }).click()
    await row(page, person.email).getByText('Registering').waitFor()

    const theirs = await newVisitor()
    await signInAs(theirs, person)
    await theirs.getByRole('button', { name: 'Enter Harbour Ferries' }).click()
    await theirs.getByRole('heading', { name: 'Welcome to Harbour Ferries' }).waitFor()
    await theirs.getByLabel('First name').fill('Rani')
    await theirs.getByLabel('Last name').fill('Ferry')
    await theirs.getByRole('button', { name: 'Go to tasks' }).click()
    await theirs.waitForURL(`**${paths.tasks(team.slug)}`)

    await page.reload()
    await row(page, 'Rani Ferry').getByText('Active').waitFor()
    // PR1, PR4: the name elsewhere stays what it was.
    expect((await home.client.listUsers({ query: { q: person.email } })).items[0]?.lastName).toBe(
      'Tester',
    )
  },
)

journey(
  'US5: an invited person sets a password, accepts and comes in',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Paper Lanterns')
    const email = `sari-${team.slug}@example.com`
    await enter(page, team.owner)
    await page.goto(paths.newUser(team.slug))
    const dialog = page.getByRole('dialog', { name: 'Add user' })
    await dialog.getByText('Invite', { exact: true }).click()
    await dialog.getByLabel('E-mail').fill(email)
    await dialog.getByRole('button', { name: 'Role' }).click()
    await page.getByRole('option', { name: 'Field User' }).click()
    await dialog.getByRole('button', { name: 'Send invitation' }).click()
    await row(page, email).getByText('Invited').waitFor()

    const theirs = await newVisitor()
    await theirs.goto(paths.setPassword(await findPasswordToken(email)))
    const password = 'paper lanterns drift past nine bridges'
    await theirs.getByLabel('New password').fill(password)
    await theirs.getByRole('button', { name: 'Set password' }).click()
    await theirs.getByText('Your password is set').waitFor()
    await signInAs(theirs, { email, password })
    await theirs.getByRole('button', { name: 'Accept: Paper Lanterns' }).click()
    // Accepting the only one there is walks in.
    await theirs.getByRole('heading', { name: 'Welcome to Paper Lanterns' }).waitFor()

    await page.reload()
    await row(page, email).getByText('Registering').waitFor()
  },
)

journey('US5: a revoked invitation is gone from the table', async ({ page }) => {
  const team = await makeTeam('Quiet Revocations')
  const email = `tono-${team.slug}@example.com`
  await team.client.inviteUser({ body: { email, roleId: await team.roleId('planner') } })
  await enter(page, team.owner)
  await openUsers(page, team.slug)
  await row(page, email).click()
  await page.getByRole('heading', { name: email }).waitFor()
  await page.getByRole('button', { name: 'Send mail again' }).click()
  await page.getByText(`A new mail is on its way to ${email}`).waitFor()
  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('button', { name: 'Revoke invitation' }).click()
  await page.getByText(`The invitation of ${email} was revoked`).waitFor()
  await row(page, email).waitFor({ state: 'detached' })
})

journey(
  'US2: suspending ends a live session: the next click lands on the sign-in page',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Night Couriers')
    const person = await team.addPerson('Dewi', 'admin')
    const theirs = await newVisitor()
    await enter(theirs, person)
    await openUsers(theirs, team.slug)

    await enter(page, team.owner)
    await openUsers(page, team.slug)
    await row(page, 'Dewi Tester').click()
    await page.getByRole('button', { name: 'Suspend' }).click()
    const question = page.getByRole('alertdialog', { name: 'Suspend Dewi Tester?' })
    await question.getByText('Other organizations are not touched').waitFor()
    await question.getByRole('button', { name: 'Suspend user' }).click()
    await page.getByRole('button', { name: 'Let in again' }).waitFor()

    await theirs.getByRole('link', { name: 'Hubs' }).click()
    await theirs.waitForURL(/\/sign-in\?to=/)

    await page.getByRole('button', { name: 'Let in again' }).click()
    await page.getByText('Dewi Tester may come in again').waitFor()
    await enter(theirs, person)
  },
)

journey(
  'US9: what an administrator may not do to an owner is disabled, with the reason',
  async ({ page }) => {
    const team = await makeTeam('Guarded Owners')
    await enter(page, await team.addPerson('Adi', 'admin'))
    await openUsers(page, team.slug)
    await row(page, 'Olivia Owner').click()
    const suspend = page.getByRole('button', { name: 'Suspend' })
    await expect.poll(() => suspend.getAttribute('aria-disabled')).toBe('true')
    await suspend.focus()
    await page.getByRole('tooltip', { name: 'Only owners change an owner' }).waitFor()
  },
)

journey(
  'RP3: an edited role acts on its holder’s next page: the button is disabled and says why',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Role Players')
    await enter(page, team.owner)
    await page.goto(paths.roles(team.slug))
    await page.getByRole('button', { name: 'New role' }).click()
    const dialog = page.getByRole('dialog', { name: 'New role' })
    await dialog.getByLabel('Name').fill('Coordinator')
    await dialog.getByRole('button', { name: 'Start from' }).click()
    await page.getByRole('option', { name: 'Admin' }).click()
    await dialog.getByRole('button', { name: 'Create role' }).click()
    await page.getByRole('heading', { name: 'Coordinator' }).waitFor()

    const theirs = await newVisitor()
    await enter(theirs, await team.addPerson('Lia', 'Coordinator'))
    await theirs.goto(paths.hubs(team.slug))
    const create = theirs.getByRole('button', { name: 'New hub' })
    await create.waitFor()
    await expect.poll(() => create.getAttribute('aria-disabled')).toBeNull()

    const save = page.getByRole('button', { name: 'Save' })
    await expect.poll(() => save.getAttribute('aria-disabled')).toBe('true')
    await page.getByText('Create hubs').click()
    await page.getByRole('link', { name: 'Hubs', exact: true }).click()
    await page.getByRole('alertdialog', { name: 'Leave without saving?' }).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await save.click()
    await page.getByText('Coordinator was saved').waitFor()

    await theirs.reload()
    await create.waitFor()
    await expect.poll(() => create.getAttribute('aria-disabled')).toBe('true')
    await create.focus()
    await theirs
      .getByRole('tooltip', { name: 'Your role Coordinator does not include “Create hubs”' })
      .waitFor()

    await page.reload()
    const remove = page.getByRole('button', { name: 'Delete', exact: true })
    await remove.focus()
    await page.getByRole('tooltip', { name: /1 user has this role/ }).waitFor()
  },
)

journey(
  'PW1: a changed password ends the sessions elsewhere and is the only one that counts',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Fresh Secrets')
    const elsewhere = await newVisitor()
    await enter(elsewhere, team.owner)
    await enter(page, team.owner)
    await page.goto(paths.security(team.slug))
    await page.getByRole('button', { name: 'Change password' }).click()
    const dialog = page.getByRole('dialog', { name: 'Change password' })
    const change = async (current: string, next: string) => {
      await page.getByLabel('Current password').fill(current)
      await page.getByLabel('New password').fill(next)
      // What was wrong before is gone while it is being mended.
      await page.locator('[aria-invalid=true]').waitFor({ state: 'detached' })
      await dialog.getByRole('button', { name: 'Change password' }).click()
    }
    await change('not what it is at all', 'eleven marbles roll downhill slowly')
    await page.getByText('Is wrong').waitFor()
    await change(team.owner.password, 'passwordpassword')
    await page.getByText(/known from a breach elsewhere/i).waitFor()
    await change(team.owner.password, 'eleven marbles roll downhill slowly')
    await page.getByText('Your password was changed').waitFor()

    await elsewhere.getByRole('link', { name: 'Settings' }).click()
    await elsewhere.waitForURL(/\/sign-in/)
    await signInAs(elsewhere, team.owner)
    await elsewhere.getByRole('alert').getByText('E-mail or password is wrong').waitFor()
    await enter(elsewhere, { ...team.owner, password: 'eleven marbles roll downhill slowly' })
  },
)

journey(
  'LG9: one ends a session elsewhere, or all of them at once',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Two Screens')
    const elsewhere = await newVisitor(phone)
    await enter(elsewhere, team.owner)
    await enter(page, team.owner)
    await page.goto(paths.sessions(team.slug))
    const others = page.getByRole('button', { name: /^End session:/ })
    await page.getByText('This one').waitFor()
    // The founder's own over the API, and the phone.
    await expect.poll(() => others.count()).toBe(2)
    await page.getByRole('button', { name: /^End session: Chrome/ }).click()
    await page.getByText(/^Ended: Chrome/).waitFor()
    await expect.poll(() => others.count()).toBe(1)
    await elsewhere.getByRole('link', { name: 'Settings' }).click()
    await elsewhere.waitForURL(/\/sign-in/)

    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    await page
      .getByRole('alertdialog', { name: 'Sign out everywhere?' })
      .getByRole('button', { name: 'Sign out everywhere' })
      .click()
    await page.waitForURL(/\/sign-in/)
  },
)

journey(
  'US1: a user is found, opened, given another role and closed again by keyboard only',
  async ({ page }) => {
    const team = await makeTeam('Key Masters')
    await team.addPerson('Zahra')
    await enter(page, team.owner)
    await openUsers(page, team.slug)
    const press = (...keys: string[]) =>
      keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
    const tabTo = async (found: () => Promise<boolean>) => {
      for (let presses = 0; presses < 40; presses += 1) {
        if (await found()) return
        await press('Tab')
      }
      throw new Error('The keyboard does not get there')
    }
    const focused = (name: RegExp) => async () =>
      page.evaluate((source) => {
        const { activeElement } = document
        const label = activeElement?.getAttribute('aria-labelledby') ?? ''
        const words = [
          activeElement?.getAttribute('aria-label'),
          activeElement?.getAttribute('placeholder'),
          ...label.split(' ').map((id) => document.getElementById(id)?.textContent),
          activeElement?.textContent,
        ]
        return words.some((word) => word && new RegExp(source).test(word))
      }, name.source)

    await tabTo(focused(/^Name, e-mail/))
    await page.keyboard.type('zahra')
    await page.waitForURL(/q=zahra/)
    await row(page, 'Olivia Owner').waitFor({ state: 'detached' })
    await tabTo(focused(/Zahra Tester/))
    await press('Enter')
    await page.getByRole('heading', { name: 'Zahra Tester' }).waitFor()
    await tabTo(focused(/^Profile$/))
    await press('ArrowRight')
    await page.waitForURL(/\/access/)
    await tabTo(focused(/^Role/))
    await press('Enter')
    await page.getByRole('listbox').waitFor()
    await page.keyboard.type('Adm')
    await press('Enter')
    await tabTo(focused(/^Save$/))
    await press('Enter')
    await page.getByText('Zahra Tester was saved').waitFor()
    await tabTo(focused(/All users$/))
    await press('Enter')
    await page.waitForURL(/users\?q=zahra/)
    await row(page, 'Zahra Tester').getByText('Admin').waitFor()
  },
)

journey(
  'HB1: a hub is created from a pasted coordinate, shows its country, and stays while it is in use',
  async ({ page }) => {
    const team = await makeTeam('Hub Makers')
    await enter(page, team.owner)
    await page.goto(paths.hubs(team.slug))
    await page.getByRole('button', { name: 'New hub' }).click()
    const panel = page.getByRole('dialog', { name: 'New hub' })
    await panel.getByLabel('Name').fill('Main hub')
    await panel.getByLabel('Coordinate').fill('-7.25, 112.75')
    await panel.getByText('Indonesia').waitFor()
    await panel.getByRole('button', { name: 'Create hub' }).click()
    await panel.getByText('Is taken').waitFor()
    await panel.getByLabel('Name').fill('Surabaya')
    await panel.getByText('Is taken').waitFor({ state: 'detached' })
    await panel.getByRole('button', { name: 'Create hub' }).click()
    await row(page, 'Surabaya').waitFor()

    // RP2: with a second hub the filter appears, and the address remembers it.
    await openUsers(page, team.slug)
    await page.getByRole('button', { name: 'Hub: All hubs' }).click()
    await page.getByRole('menuitemradio', { name: 'Surabaya' }).click()
    await page.waitForURL(/hub=/)
    await page.getByRole('button', { name: 'Hub: Surabaya', exact: true }).waitFor()
    await page.goto(paths.users(team.slug))
    await page.waitForURL(/hub=/)

    // HB1: somebody else works there.
    const roleId = await team.roleId('planner')
    const hubs = await team.client.listHubs({ query: { q: 'Surabaya' } })
    const email = `joko-${team.slug}@example.com`
    await team.client.addUser({ body: { email, roleId, hubIds: hubs.items.map(({ id }) => id) } })
    await page.goto(paths.hub(team.slug, hubs.items[0]?.id ?? ''))
    await page.getByRole('button', { name: 'Delete' }).click()
    const why = page.getByRole('dialog', { name: 'Surabaya cannot be deleted yet' })
    await why.getByText('1 other person is assigned to it.').waitFor()
    await look(page, 'hub-in-use')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: `Take ${email} off this hub` }).click()
    await page.getByRole('link', { name: email, exact: true }).waitFor({ state: 'detached' })
    await look(page, 'hub-people')
    await page.getByRole('button', { name: 'Delete' }).click()
    const question = page.getByRole('alertdialog', { name: 'Delete the hub Surabaya?' })
    await question.getByRole('button', { name: 'Delete hub' }).click()
    await page.getByText('Surabaya was deleted').waitFor()
    await page.getByRole('application', { name: 'Where the hubs are' }).waitFor()
    await look(page, 'hubs-map')
  },
)

const pagesOf = async (team: Team) => {
  const [user] = (await team.client.listUsers({ query: {} })).items
  return {
    users: paths.users(team.slug),
    user: paths.user(team.slug, user?.id ?? ''),
    'user-access': paths.user(team.slug, user?.id ?? '', 'access'),
    'add-user': paths.newUser(team.slug),
    roles: paths.role(team.slug, await team.roleId('planner')),
    'custom-modules': paths.customModules(team.slug),
    hubs: paths.hubs(team.slug),
    'new-hub': paths.hub(team.slug, 'new'),
    organization: paths.organizationSettings(team.slug),
    profile: paths.profile(team.slug),
    security: paths.security(team.slug),
    sessions: paths.sessions(team.slug),
  }
}

for (const [kind, options] of [
  ['desk', {}],
  ['phone', phone],
] as const)
  journey(
    `WCAG 2.2 AA: the pages of settings and of oneself have no barriers on a ${kind}`,
    async ({ newVisitor }) => {
      const team = await makeTeam(`Open Doors ${kind}`)
      const page = await newVisitor(options)
      await enter(page, team.owner)
      for (const [name, path] of Object.entries(await pagesOf(team))) {
        await page.goto(path, { waitUntil: 'networkidle' })
        // In the document also while a panel stands over it.
        await page.locator('main h1').waitFor()
        await expectAccessible(page)
        const over = () => document.documentElement.scrollWidth - window.innerWidth
        expect(await page.evaluate(over), `${name} scrolls sideways`).toBeLessThanOrEqual(0)
        await takeScreenshot(page, `settings-${name}-${kind}`)
      }
    },
  )

import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { paths } from '#web/paths.ts'
import { journey, phone } from './browser.ts'
import { look } from './look.ts'
import { makeTeam, type Person, signInAs, type Team } from './team.ts'
import { visitors } from './words.ts'

const enter = async (page: Page, person: Person) => {
  await signInAs(page, person)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
}

/** The table alone: the filter chips are a grid with rows as well. */
const table = (page: Page) => page.getByRole('grid', { name: 'Users' })
const row = (page: Page, name: string | RegExp) => table(page).getByRole('row', { name })
/** Its box is drawn by the label around it. */
const pick = (page: Page, name: string) =>
  row(page, name).getByRole('checkbox').first().click({ force: true })
const pickAll = (page: Page) =>
  table(page).getByRole('checkbox', { name: 'Select All' }).click({ force: true })
const inBar = (page: Page, name: string) =>
  page.getByRole('toolbar', { name: 'Selected rows' }).getByRole('button', { name, exact: true })
/** Of a header, `ascending` and so on; of none that is sorted by, null or `none`. */
const order = (page: Page, name: string) =>
  table(page).getByRole('columnheader', { name }).getAttribute('aria-sort')

/** Who has only been added, and never came: enough for a row. */
const addRows = (team: Team, names: readonly string[]) =>
  Promise.all(
    names.map(async (name) => {
      const [firstName = '', lastName = ''] = name.split(' ')
      const email = `${firstName}.${lastName}-${team.slug}@example.com`.toLowerCase()
      const roleId = await team.roleId('planner')
      return team.client.addUser({
        body: { email, firstName, lastName, roleId },
        idempotencyKey: crypto.randomUUID(),
      })
    }),
  )

journey(
  'US1: search, filters, order and columns stand in the address, survive a reload and the way back from a user',
  async ({ page }) => {
    const team = await makeTeam('Table Keepers')
    const [ani] = await addRows(team, ['Ani Alpha', 'Bayu Beta', 'Ani Gamma'])
    await team.client.updateUser({
      params: { memberId: ani?.id ?? '' },
      body: { employeeId: 'TK-0042' },
    })
    await enter(page, team.owner)
    await page.goto(paths.users(team.slug))
    await row(page, 'Bayu Beta').waitFor()
    await look(page, 'users')

    await page.getByRole('searchbox').fill('tk-0042')
    await row(page, 'Bayu Beta').waitFor({ state: 'detached' })
    await row(page, 'Ani Alpha').waitFor()
    await page.getByRole('searchbox').fill('ani')
    await row(page, 'Ani Gamma').waitFor()

    await page.getByRole('button', { name: 'Filter' }).click()
    await page.getByRole('menuitem', { name: 'Status' }).click()
    await page.getByRole('menuitemradio', { name: 'Registering' }).click()
    await page.waitForURL(/status=registering/)
    await page.keyboard.press('Escape')

    await table(page).getByRole('columnheader', { name: 'E-mail' }).click()
    await page.waitForURL(/sort=email/)
    await table(page).getByRole('columnheader', { name: 'E-mail' }).click()
    await page.waitForURL(/sort=-email/)
    await expect.poll(() => order(page, 'E-mail')).toBe('descending')

    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Employee id' }).click()
    await page.keyboard.press('Escape')
    await row(page, 'Ani Alpha').getByText('TK-0042').waitFor()

    await page.reload()
    await row(page, 'Ani Alpha').getByText('TK-0042').waitFor()
    expect(await order(page, 'E-mail')).toBe('descending')
    await expect
      .poll(() => row(page, 'Ani').allTextContents())
      .toEqual([expect.stringContaining('Gamma'), expect.stringContaining('Alpha')])
    await look(page, 'users-filtered')

    await row(page, 'Ani Alpha').click()
    await page.getByRole('heading', { name: 'Ani Alpha' }).waitFor()
    await page.getByRole('link', { name: 'All users' }).click()
    await row(page, 'Ani Alpha').getByText('TK-0042').waitFor()
    expect(page.url()).toMatch(/q=ani/)
    expect(page.url()).toMatch(/status=registering/)

    await page.getByRole('searchbox').fill('nobody is called that')
    await page.getByText('Nobody fits').waitFor()
    await look(page, 'users-none')
    await page.getByRole('button', { name: 'Clear search and filters' }).click()
    await row(page, 'Bayu Beta').waitFor()
  },
)

journey(
  'US1: many are suspended at once and let in again by Undo; who may not be is named with the reason',
  async ({ page }) => {
    const team = await makeTeam('Bulk Handlers')
    await addRows(team, ['Ani Alpha', 'Bayu Beta', 'Cici Gamma'])
    await enter(page, team.owner)
    await page.goto(paths.users(team.slug))
    await pick(page, 'Ani Alpha')
    await pick(page, 'Bayu Beta')
    await look(page, 'users-selected')
    const restore = inBar(page, 'Let in again')
    await expect.poll(() => restore.getAttribute('aria-disabled')).toBe('true')
    await restore.focus()
    await page.getByRole('tooltip', { name: 'None of these is suspended' }).waitFor()

    await inBar(page, 'Suspend').click()
    const question = page.getByRole('alertdialog', { name: 'Suspend 2 users?' })
    await look(page, 'users-suspend')
    await question.getByRole('button', { name: 'Suspend users' }).click()
    await page.getByText('2 users are suspended').waitFor()
    await row(page, 'Ani Alpha').getByText('Suspended').waitFor()
    await row(page, 'Cici Gamma').getByText('Registering').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone for 2 users').waitFor()
    await row(page, 'Ani Alpha').getByText('Registering').waitFor()

    // Everybody: the owner is the one who asks, and stays.
    await pickAll(page)
    await inBar(page, 'Suspend').click()
    await page.getByRole('button', { name: 'Suspend users' }).click()
    await page.getByText('3 users are suspended · 1 was passed over').waitFor()
    await page.getByRole('button', { name: 'Show who' }).click()
    const refused = page.getByRole('dialog', { name: 'Who was passed over' })
    await refused.getByText('Olivia Owner').waitFor()
    await refused.getByText('Is you yourself').waitFor()
    await look(page, 'users-passed-over')
  },
)

journey(
  'US1, US10: roles are changed and people are removed in bulk, with the number typed where there are many',
  async ({ page }) => {
    const team = await makeTeam('Farewell Parties')
    const names = Array.from({ length: 10 }, (_, at) => `Guest Number${at}`)
    await addRows(team, names)
    await enter(page, team.owner)
    await page.goto(`${paths.users(team.slug)}?q=guest`)
    await row(page, 'Guest Number9').waitFor()
    await row(page, 'Olivia Owner').waitFor({ state: 'detached' })
    await pickAll(page)
    await inBar(page, 'Role').click()
    const role = page.getByRole('dialog', { name: 'Change the role of 10 users' })
    await role.getByRole('button', { name: /Choose/ }).click()
    await page.getByRole('option', { name: 'Field User' }).click()
    await look(page, 'users-role')
    await role.getByRole('button', { name: 'Change role' }).click()
    await page.getByText('10 users have another role now').waitFor()
    await row(page, 'Guest Number0').getByText('Field User').waitFor()

    await pickAll(page)
    await inBar(page, 'Remove').click()
    const question = page.getByRole('alertdialog', { name: 'Remove 10 users' })
    const remove = question.getByRole('button', { name: 'Remove users' })
    await expect.poll(() => remove.getAttribute('aria-disabled')).toBe('true')
    await question.getByLabel('Type 10 to confirm').fill('10')
    await look(page, 'users-remove')
    await remove.click()
    await page.getByText('10 users were removed').waitFor()
    await page.getByText('Nobody fits').waitFor()
    expect((await team.client.listUsers({ query: {} })).items).toHaveLength(1)
  },
)

journey(
  'US1: a user’s page is walked through by keyboard, each tab at an address of its own',
  async ({ page }) => {
    const team = await makeTeam('Tab Walkers')
    const person = await team.addPerson('Rani')
    await enter(page, team.owner)
    await page.goto(paths.users(team.slug))
    await row(page, 'Rani Tester').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Rani Tester' }).waitFor()
    await look(page, 'user-profile')
    await page.getByLabel('Employee id').fill('R-7')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Rani Tester was saved').waitFor()

    await page.getByRole('tab', { name: 'Profile' }).focus()
    for (const name of ['Access', 'Fields', 'Sessions', 'Activity']) {
      await page.keyboard.press('ArrowRight')
      await page.waitForURL(new RegExp(`/${name.toLowerCase()}$`))
      await page.getByRole('tab', { name, selected: true }).waitFor()
      await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(name)
      await page.getByRole('tabpanel').getByRole('status').waitFor({ state: 'detached' })
      await look(page, `user-${name.toLowerCase()}`)
    }
    await page.getByText('Profile, role or hubs changed').waitFor()
    await page.reload()
    await page.getByRole('tab', { name: 'Activity', selected: true }).waitFor()

    // Signed in once over the API, when registering.
    await page.getByRole('tab', { name: 'Sessions' }).click()
    await page.getByRole('button', { name: 'Sign out everywhere here' }).click()
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: 'Sign out everywhere here' })
      .click()
    await page.getByText('Rani Tester is signed out here').waitFor()
    await page.getByText('Not signed in').waitFor()

    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByRole('button', { name: 'Remove user' }).click()
    await page.getByText('Rani Tester was removed').waitFor()
    await table(page).waitFor()
    await row(page, person.email).waitFor({ state: 'detached' })
  },
)

journey(
  'US1: whoever may not see the audit log or remove people is told why, and of nothing else',
  async ({ page }) => {
    const team = await makeTeam('Planners Only')
    await team.addPerson('Rani')
    await enter(page, await team.addPerson('Budi', 'planner'))
    await page.goto(paths.users(team.slug))
    await row(page, 'Rani Tester').click()
    const remove = page.getByRole('button', { name: 'Remove', exact: true })
    await expect.poll(() => remove.getAttribute('aria-disabled')).toBe('true')
    await remove.focus()
    await page
      .getByRole('tooltip', { name: 'Your role Planner does not include “Remove users”' })
      .waitFor()
    await page.getByRole('tab', { name: 'Activity' }).click()
    await page.getByText('Your role Planner does not include “View audit log”').waitFor()
    await look(page, 'user-activity-refused')
  },
)

journey(
  'RP3: who can do something is answered with the roles, their restrictions apart, and the people',
  async ({ page }) => {
    const team = await makeTeam('Who Can')
    await team.addPerson('Fajar', 'field_user')
    await team.addPerson('Rani', 'planner')
    await enter(page, team.owner)
    await page.goto(paths.roles(team.slug))
    await page.getByRole('button', { name: 'Who can: View tasks?' }).click()
    const panel = page.getByRole('dialog', { name: 'Who can: View tasks?' })
    await panel.getByRole('link', { name: 'Fajar Tester' }).waitFor()
    await panel.getByText('Only their own tasks').waitFor()
    await look(page, 'who-can')
    await page.reload()
    await panel.getByRole('link', { name: 'Rani Tester' }).waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })

    await page.getByRole('combobox', { name: 'Who can…?' }).fill('remove users')
    await page.getByRole('option', { name: /Remove users/ }).click()
    const removing = page.getByRole('dialog', { name: 'Who can: Remove users?' })
    await removing.getByRole('link', { name: 'Olivia Owner' }).waitFor()
    await expect.poll(() => removing.getByRole('link', { name: 'Rani Tester' }).count()).toBe(0)
    await removing.getByRole('link', { name: 'Olivia Owner' }).click()
    await page.getByRole('tab', { name: 'Access', selected: true }).waitFor()
  },
)

for (const { language, t } of visitors)
  journey(
    `US1: the user table and a user’s page on a phone (${language})`,
    async ({ newVisitor }) => {
      const page = await newVisitor({
        ...phone,
        locale: language === 'id' ? 'id-ID' : 'en-US',
      })
      const team = await makeTeam('Pocket Tables', language)
      await addRows(team, ['Ani Alpha', 'Bayu Beta'])
      await signInAs(page, team.owner, t)
      await page.getByRole('navigation', { name: t('shell.navigation') }).waitFor()
      await page.goto(paths.users(team.slug))
      const users = page.getByRole('grid', { name: t('users.heading') })
      const card = users.getByRole('row', { name: 'Ani Alpha' })
      await card.waitFor()
      await look(page, `phone-users-${language}`)

      await page.getByRole('button', { name: t('ui.filter') }).click()
      await page.getByRole('menuitem', { name: t('users.order') }).click()
      await page.getByRole('menuitemradio', { name: t('users.orders.-name') }).click()
      await page.waitForURL(/sort=-name/)
      await page.keyboard.press('Escape')

      await expect.poll(() => users.getByRole('row').nth(1).textContent()).toMatch(/Olivia/)
      await card.locator('label').first().tap()
      await page.getByRole('toolbar', { name: t('ui.selection') }).waitFor()
      await look(page, `phone-users-selected-${language}`)
      await page.getByRole('button', { name: t('ui.clear-selection') }).click()
      await card.click()
      await page.getByRole('heading', { name: 'Ani Alpha' }).waitFor()
      await look(page, `phone-user-${language}`)
      await page.getByRole('tab', { name: t('users.tabs.access') }).click()
      await page.waitForURL(/\/access/)
      await page.getByText(t('users.signing-in.home')).waitFor()
      await look(page, `phone-user-access-${language}`)
      await page.goto(paths.whoCan(team.slug, 'users:remove'))
      await page
        .getByRole('dialog', {
          name: t('roles.who.of', { permission: t('permissions.users.remove') }),
        })
        .getByRole('link', { name: 'Olivia Owner' })
        .waitFor()
      await look(page, `phone-who-${language}`)
    },
  )

import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { type OpenIdPeer, startOpenIdProvider } from '#test/peers/openid-provider.ts'
import { paths } from '#web/paths.ts'
import { journey, phone } from './browser.ts'
import { addAccount, signInThere } from './identity-provider.ts'
import { look } from './look.ts'
import { readMail } from './mailbox.ts'
import { makeTeam, signInAs } from './team.ts'
import { inFrameOf } from './walk.ts'
import { wordsIn } from './words.ts'

let peer: OpenIdPeer
beforeAll(async () => {
  peer = await startOpenIdProvider()
})
afterAll(() => peer.stop())

/** Registers us at the provider with what the page shows, and types what the provider gives. */
async function enterProvider(page: Page) {
  const redirect = page.getByText(/\/sso\/[0-9a-f-]+\/return$/)
  const client = peer.addClient({ redirectUris: [(await redirect.textContent()) ?? ''] })
  await page.getByLabel('Issuer').fill(peer.issuer)
  await page.getByLabel('Client ID').fill(client.clientId)
  await page.getByLabel('Client secret', { exact: true }).fill(client.clientSecret)
  await page.getByRole('button', { name: 'Save and check' }).click()
  await page.getByText('Test the connection next.').waitFor()
}

async function test(page: Page, account: { email: string }) {
  await page.getByRole('button', { name: 'Test connection' }).click()
  await signInThere(page, account)
  await page.getByText('The test went through').waitFor()
}

journey(
  'SS1, SS3, DR6: from nothing to single sign-on that is demanded of everybody',
  async ({ page }) => {
    const team = await makeTeam('Set-up Acme')
    addAccount(peer, team.owner)
    await signInAs(page, team.owner)
    await inFrameOf(page, team)

    await page.goto(paths.signInPolicy(team.slug))
    await page.getByText('There is no enabled connection yet').waitFor()
    await expect
      .poll(() => page.getByRole('radio', { name: 'Single sign-on' }).isDisabled())
      .toBe(true)
    await page.getByRole('link', { name: 'Set one up' }).click()
    await page.getByRole('heading', { name: 'No connection yet' }).waitFor()
    await look(page, 'sso-none')
    await page.getByRole('button', { name: 'Add a connection' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Acme ID')
    await page.getByRole('button', { name: 'Create draft' }).click()
    await page.getByRole('heading', { name: 'Acme ID' }).waitFor()
    await look(page, 'sso-set-up')

    // A provider that does not answer is told at its field.
    await page.getByLabel('Issuer').fill('http://127.0.0.1:1')
    await page.getByLabel('Client ID').fill('foyer')
    await page.getByLabel('Client secret', { exact: true }).fill('not this one')
    await page.getByRole('button', { name: 'Save and check' }).click()
    await page.getByText(/Could not be asked|could not be asked/).waitFor()
    await enterProvider(page)
    await test(page, team.owner)
    await look(page, 'sso-tested')
    await page.getByRole('button', { name: 'Back to the connection' }).click()
    await page.getByText('See what happened').waitFor()

    await page.getByRole('button', { name: 'Enable', exact: true }).click()
    await page.getByRole('button', { name: 'Disable', exact: true }).waitFor()
    // Known at the provider from the test: straight there and back.
    await page.getByRole('button', { name: 'Sign in through it' }).click()
    await page.getByText('You came in through it').waitFor()
    await look(page, 'sso-enabled')
    await page.getByRole('tab', { name: 'Attempts' }).click()
    await page.getByRole('button', { name: /The test went through/ }).click()
    await page.getByRole('heading', { name: 'What came back' }).waitFor()
    await look(page, 'sso-attempts')

    await page.goto(paths.signInPolicy(team.slug))
    await page
      .getByRole('radiogroup', { name: 'First, everybody proves' })
      .getByText('Single sign-on', { exact: true })
      .click()
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByText('At once', { exact: true }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('The sign-in policy was saved').waitFor()
    // The last way in for the owner cannot be taken away.
    await page.goto(paths.singleSignOn(team.slug))
    await page.getByText('Acme ID').first().click()
    await page.getByRole('button', { name: 'Disable' }).click()
    await page.getByRole('button', { name: 'Disable connection' }).click()
    await page
      .getByText(/No owner could come in any more/)
      .first()
      .waitFor()
    await look(page, 'sso-locks-out')
  },
)

journey(
  'SS3: the customer’s IT sets a connection up by a link, without an account; then it is good for nothing',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('IT Acme')
    const it = { email: `it-${randomUUID().slice(0, 8)}@example.com` }
    addAccount(peer, it)
    const { id } = await team.client.createConnection({ body: { name: 'IT ID', kind: 'oidc' } })
    const owners = await newVisitor()
    await signInAs(owners, team.owner)
    await inFrameOf(owners, team)
    await owners.goto(paths.connection(team.slug, id))
    await owners.getByRole('button', { name: 'Make a set-up link' }).click()
    const made = owners.getByRole('dialog', { name: 'Set-up link' })
    const url = (await made.locator('code').textContent()) ?? ''
    await look(owners, 'sso-set-up-link')
    await made.getByRole('button', { name: 'Done' }).click()

    await page.goto(url)
    await page.getByText('For IT Acme, connection “IT ID”').waitFor()
    // Out of the address bar, where others could read it.
    await page.waitForURL((address) => address.hash === '')
    await look(page, 'sso-it')
    await enterProvider(page)
    await test(page, it)
    await page.getByRole('button', { name: /^Back/ }).click()
    await page.getByRole('button', { name: 'Finished' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Finished' }).click()
    await page.getByRole('heading', { name: 'Thank you' }).waitFor()
    await look(page, 'sso-it-done')
    await page.goto('about:blank')
    await page.goto(url)
    await page.getByRole('heading', { name: 'This link is not valid any more' }).waitFor()
    await readMail(team.owner.email, /(IT ID)/)
    await owners.reload()
    await owners.getByText('The test went through').waitFor()
    await owners.getByRole('button', { name: 'Enable', exact: true }).click()
    await owners.getByRole('button', { name: 'Disable', exact: true }).waitFor()
    await owners.getByRole('button', { name: 'Sign in through it' }).click()
    await owners.getByRole('link', { name: 'Cancel' }).click()
    await owners.getByText('See what happened').waitFor()
    await expect.poll(() => owners.getByText('You did not sign in').count()).toBe(1)
  },
)

journey(
  'SS1, RP5: groups give roles in their order, by keyboard, on a phone, in Indonesian',
  async ({ newVisitor }) => {
    const t = wordsIn('id')
    const page = await newVisitor({ ...phone, locale: 'id-ID' })
    const team = await makeTeam('Groups Acme', 'id')
    const { id } = await team.client.createConnection({ body: { name: 'Grup', kind: 'saml' } })
    await signInAs(page, team.owner, t)
    await inFrameOf(page, team, t)
    await page.goto(paths.connection(team.slug, id, 'people'))
    for (const [number, group] of [
      [1, 'gudang'],
      [2, 'kantor'],
    ] as const) {
      await page.getByRole('button', { name: t('sso.people.add-group') }).press('Enter')
      await page.getByLabel(t('sso.people.group', { number })).fill(group)
      await page.getByRole('button', { name: t('sso.people.group-role', { group }) }).press('Enter')
      const role = t(`roles.templates.${number === 1 ? 'field_user' : 'planner'}`)
      await page.getByRole('option', { name: role }).press('Enter')
    }
    await page.getByRole('button', { name: t('sso.people.up', { group: 'kantor' }) }).press('Enter')
    await look(page, 'sso-people-id')
    await page.getByRole('button', { name: t('ui.save'), exact: true }).press('Enter')
    await page.getByText(t('sso.people.saved')).waitFor()
    const { groupRoles } = await team.client.getConnection({ params: { connectionId: id } })
    expect(groupRoles).toEqual([
      { group: 'kantor', roleId: await team.roleId('planner') },
      { group: 'gudang', roleId: await team.roleId('field_user') },
    ])
  },
)

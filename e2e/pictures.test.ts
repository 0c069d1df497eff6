import { inject } from 'vitest'
import { startOpenIdProvider } from '#test/peers/openid-provider.ts'
import { paths } from '#web/paths.ts'
import { journey, takeScreenshot } from './browser.ts'
import { demandSso, makeSsoTeam, signInThere } from './identity-provider.ts'
import { readCode } from './mailbox.ts'
import { signInAs } from './team.ts'
import { enterBy, inFrameOf } from './walk.ts'

// The pictures of the README, taken in the demo: `npm run pictures` puts them into docs/images.

interface Demo {
  accounts: { email: string; password: string; organizations: { name: string }[] }[]
}

const slugOf = (name: string) => name.toLowerCase().replaceAll(' ', '-')

journey('the pictures of the README', async ({ page }) => {
  const [account] = (JSON.parse(inject('demo')) as Demo).accounts
  const [home] = account?.organizations ?? []
  if (!account || !home) throw new Error('the demo is empty')
  const slug = slugOf(home.name)

  await signInAs(page, account)
  await page.getByRole('heading', { name: 'Where to?' }).waitFor()
  await takeScreenshot(page, 'readme/picker')

  await enterBy(page, `Sign In: ${home.name}`)
  await inFrameOf(page, home)
  await page.getByRole('tab', { name: /Ongoing/ }).click()
  await page.getByRole('row').nth(1).waitFor()
  await takeScreenshot(page, 'readme/tasks')

  await page.goto(`${paths.tasks(slug)}?view=map`)
  await page
    .getByRole('link', { name: /Deliver/ })
    .first()
    .waitFor()
  await takeScreenshot(page, 'readme/map')

  await page.goto(paths.flows(slug))
  await page.getByRole('link', { name: /^Delivery/ }).click()
  await page.getByText('Why not?').first().click()
  await page.getByRole('radio', { name: 'Could not deliver' }).last().check({ force: true })
  await takeScreenshot(page, 'readme/flow')

  await page.goto(paths.matches(slug))
  await page.getByRole('row', { name: /Budi Santoso/ }).click()
  await page.getByRole('heading', { name: 'Why they fit' }).waitFor()
  await takeScreenshot(page, 'readme/match')

  await page.goto(paths.billing(slug))
  await page.getByRole('row', { name: /Budi Santoso/ }).click()
  await page.getByRole('heading', { name: 'Active in that period' }).waitFor()
  await takeScreenshot(page, 'readme/bill')

  await page.goto(paths.tasks(slug))
  await page.getByRole('button', { name: /, your account$/ }).click()
  await page.getByRole('menuitem', { name: 'Switch Organization' }).click()
  const modal = page.getByRole('dialog', { name: 'Switch Organization' })
  await modal.getByRole('radiogroup').waitFor()
  await takeScreenshot(page, 'readme/switch')

  await modal.getByRole('button', { name: 'Create New Organization' }).click()
  const create = page.getByRole('dialog', { name: 'Create New Organization' })
  await create.getByLabel('Organization name').fill('Nusantara Bandung')
  await create.getByText(`Copy settings from ${home.name}`).click()
  await create.getByText('Customs Clearance').or(create.getByText('Fleet map')).first().waitFor()
  await takeScreenshot(page, 'readme/create')

  await page.goto(paths.users(slug))
  await page.getByRole('row').nth(2).waitFor()
  await takeScreenshot(page, 'readme/users')

  await page.goto(paths.importUsers(slug))
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose file…' }).click(),
  ])
  const rows = [
    'E-mail;First name;Last name;Employee no;Role;Hubs',
    'ayu.lestari@nusantara.example;Ayu;Lestari;N-1042;Planner;',
    'bagus.pratama@nusantara.example;Bagus;Pratama;N-1043;Field User;',
    'citra(at)nusantara.example;Citra;Halim;N-1044;Field User;',
    'dimas.wibowo@nusantara.example;Dimas;Wibowo;N-1045;Captain;',
  ]
  await chooser.setFiles({
    name: 'new-colleagues.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(rows.join('\r\n')),
  })
  await page.getByRole('heading', { name: 'new-colleagues.csv', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Preview', exact: true }).click()
  await page.getByText('Captain').last().scrollIntoViewIfNeeded()
  await takeScreenshot(page, 'readme/import')

  await page.goto(paths.auditLog(slug))
  await page.getByRole('row').nth(2).waitFor()
  await takeScreenshot(page, 'readme/audit-log')

  await page.goto(paths.signInPolicy(slug))
  await page.getByText('A code from an authenticator', { exact: true }).click()
  await page.getByRole('button', { name: 'Preview' }).click()
  await page.getByRole('dialog', { name: 'Preview' }).getByRole('listitem').first().waitFor()
  await takeScreenshot(page, 'readme/sign-in-policy')

  await page.goto(paths.security(slug))
  await page.getByRole('heading', { name: 'Recent activity' }).waitFor()
  await takeScreenshot(page, 'readme/security')

  await page.goto(paths.door(slugOf('Samudra Capital')))
  await page.getByLabel('Code from the mail').fill(await readCode(account.email))
  await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
  await takeScreenshot(page, 'readme/door')

  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto(paths.roles(slug))
  await page.getByRole('link', { name: /Dispatcher/ }).click()
  await page.getByRole('heading', { name: 'Dispatcher' }).waitFor()
  await takeScreenshot(page, 'readme/roles-dark')
})

journey('the pictures of single sign-on', async ({ page, newVisitor }) => {
  const peer = await startOpenIdProvider()
  try {
    const team = await makeSsoTeam(peer, 'Nusantara Medika')
    const { slug, connection } = team
    const person = { email: 'ayu.lestari@nusantara.example' }
    peer.accounts.set(person.email, {
      claims: {
        sub: '00u1f9mq7c',
        email: person.email,
        email_verified: true,
        given_name: 'Ayu',
        family_name: 'Lestari',
        groups: ['planning', 'jakarta'],
      },
    })
    await signInAs(page, team.owner)
    await inFrameOf(page, team)
    const draft = await team.client.createConnection({ body: { name: 'Okta', kind: 'oidc' } })
    await page.goto(paths.connection(slug, draft.id))
    await page.getByRole('heading', { name: 'Enter what your provider gives you' }).waitFor()
    await takeScreenshot(page, 'readme/sso-set-up')

    await page.goto(paths.connection(slug, connection.id))
    await page.getByRole('button', { name: 'Test connection' }).click()
    await signInThere(page, person)
    await page.getByRole('heading', { name: 'What came back' }).waitFor()
    await takeScreenshot(page, 'readme/sso-test')

    await demandSso(team)
    const visitor = await newVisitor()
    await visitor.goto(paths.organizationSignIn(slug))
    await visitor.getByRole('heading', { name: 'Sign in to Nusantara Medika' }).waitFor()
    await takeScreenshot(visitor, 'readme/sso-sign-in')
  } finally {
    await peer.stop()
  }
})

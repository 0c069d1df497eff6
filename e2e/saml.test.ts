import { text } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { Connection } from '#api/sso.ts'
import {
  type SimpleSamlPhp,
  simpleSamlPhpMissing,
  startSimpleSamlPhp,
} from '#test/peers/simplesamlphp.ts'
import { paths, withDialog } from '#web/paths.ts'
import { journey, phone } from './browser.ts'
import { clientOf } from './cookie-client.ts'
import { demand } from './factors.ts'
import { ageEvidence } from './in-database.ts'
import { look } from './look.ts'
import { readCode } from './mailbox.ts'
import { makeTeam, type Person, signInAs, type Team } from './team.ts'
import { belongTo, enterBy, inFrameOf } from './walk.ts'
import { wordsIn } from './words.ts'

// SimpleSAMLphp lies on another site than we do: its answers come by a POST that brings no cookie of ours.

const passwordThere = 'only at the provider'

describe.skipIf(simpleSamlPhpMissing !== null)(
  `SAML 2.0 through SimpleSAMLphp${simpleSamlPhpMissing ? ` (${simpleSamlPhpMissing})` : ''}`,
  () => {
    let idp: SimpleSamlPhp
    beforeAll(async () => {
      idp = await startSimpleSamlPhp({ users: [] })
    })
    afterAll(() => idp.close())

    const usernameOf = ({ email }: Person) => email.replace(/@.*/, '')

    function addAccount(person: Person) {
      const username = usernameOf(person)
      const attributes = {
        uid: [`uid-of-${username}`],
        mail: [person.email],
        givenName: ['Olivia'],
        sn: ['Árnadóttir & Söhne'],
        groups: ['staff', 'sales'],
      }
      idp.addUser({ username, password: passwordThere, attributes })
    }

    async function signInThere(page: Page, person: Person) {
      // Its words are those of the browser's language.
      await page.locator('[name=username]').fill(usernameOf(person))
      await page.locator('[name=password]').fill(passwordThere)
      await page.keyboard.press('Enter')
    }

    /** As `connect` of OpenID Connect, up to where it is enabled. */
    async function connect({ client }: Team, name: string, encrypts: boolean): Promise<Connection> {
      const { id, toCopy } = await client.createConnection({ body: { name, kind: 'saml' } })
      if (toCopy.kind !== 'saml') throw new Error('Not SAML')
      const { entityId, assertionConsumerServiceUrl: acs, certificate } = toCopy
      idp.addServiceProvider({ entityId, acs, certificate, encrypts })
      const params = { connectionId: id }
      const { attributes } = await client.getConnection({ params })
      await client.updateConnection({
        params,
        body: {
          saml: { from: 'url', metadataUrl: idp.metadataUrl },
          attributes: { ...attributes, email: 'mail' },
        },
      })
      return client.setConnectionStatus({ params, body: { status: 'enabled' } })
    }

    /** The owner's way through a connection of their own, before they may demand it of everybody (DR6). */
    async function comeIn(page: Page, team: Team, { encrypts = false, t = wordsIn('en') } = {}) {
      const connection = await connect(team, `${team.name} ID`, encrypts)
      addAccount(team.owner)
      await signInAs(page, team.owner, t)
      await inFrameOf(page, team, t)
      await page.goto(paths.connection(team.slug, connection.id))
      await page.getByRole('button', { name: t('sso.own') }).click()
      await signInThere(page, team.owner)
      await page.getByText(t('sso.own-last')).waitFor()
      return { connection, admin: { ...team, client: clientOf(page) } }
    }

    journey(
      'SS1, SS3, DR6: set up from its metadata, tested, mapped, enabled and demanded',
      async ({ page }) => {
        const team = await makeTeam('Saml Acme')
        await team.addPerson('Budi')
        addAccount(team.owner)
        await signInAs(page, team.owner)
        await inFrameOf(page, team)
        await page.goto(paths.singleSignOn(team.slug))
        await page.getByRole('button', { name: 'Add a connection' }).click()
        await page.getByRole('textbox', { name: 'Name' }).fill('Acme SAML')
        await page.getByText('SAML 2.0', { exact: true }).click()
        await page.getByRole('button', { name: 'Create draft' }).click()
        await page.getByRole('heading', { name: 'Acme SAML' }).waitFor()
        await look(page, 'saml-set-up')

        const valueAt = async (label: string) =>
          (await page
            .locator('dl > div')
            .filter({ has: page.getByText(label, { exact: true }) })
            .locator('code')
            .textContent()) ?? ''
        const downloaded = page.waitForEvent('download')
        await page.getByRole('button', { name: 'Download' }).click()
        idp.addServiceProvider({
          entityId: await valueAt('EntityID'),
          acs: await valueAt('ACS URL'),
          certificate: await text(await (await downloaded).createReadStream()),
        })
        await page.getByText('Metadata as text or file', { exact: true }).click()
        const metadata = page.getByLabel('Metadata (XML)')
        await metadata.fill('<html>not this page</html>')
        await page.getByRole('button', { name: 'Save and check' }).click()
        await expect.poll(() => metadata.getAttribute('aria-invalid')).toBe('true')
        await look(page, 'saml-not-metadata')
        await metadata.fill(idp.metadataXml)
        await page.getByRole('button', { name: 'Save and check' }).click()
        await page.getByText('Test the connection next.').waitFor()
        await look(page, 'saml-entered')

        await page.getByRole('button', { name: 'Test connection' }).click()
        await signInThere(page, team.owner)
        await page.getByText('The test went through').waitFor()
        const claim = (name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) })
        await page.getByText(/No value came that is used as e-mail/).waitFor()
        await claim('mail').getByText('not used').waitFor()
        await claim('groups').getByText('staff').waitFor()
        await look(page, 'saml-tested')
        await page.getByRole('button', { name: 'Back to the connection' }).click()
        await page.getByRole('tab', { name: 'People and roles' }).click()
        await page.getByLabel('E-mail', { exact: true }).fill('mail')
        await page.getByRole('button', { name: 'Save', exact: true }).click()
        await page.getByText('People and roles were saved').waitFor()
        await page.getByRole('tab', { name: 'Set-up' }).click()
        // Known there by now: there and back at once.
        await page.getByRole('button', { name: 'Test connection' }).click()
        await page.getByText('The test went through').waitFor()
        await claim('mail').getByText('e-mail', { exact: true }).waitFor()
        await page.getByRole('button', { name: 'Back to the connection' }).click()

        await page.getByRole('button', { name: 'Enable', exact: true }).click()
        await page.getByRole('button', { name: 'Disable', exact: true }).waitFor()
        await page.getByRole('button', { name: 'Sign in through it' }).click()
        await page.getByText('You came in through it').waitFor()
        await page.getByRole('link', { name: 'Sign-in policy' }).last().click()
        await page
          .getByRole('radiogroup', { name: 'First, everybody proves' })
          .getByText('Single sign-on', { exact: true })
          .click()
        await page.getByRole('button', { name: 'Preview' }).click()
        const preview = page.getByRole('dialog', { name: 'Preview' })
        const budi = preview.getByRole('listitem').filter({ hasText: 'Budi Tester' })
        await budi.getByText(/Not linked to an account at the provider yet/).waitFor()
        await look(page, 'saml-dry-run')
        await preview.getByText('At once', { exact: true }).click()
        await preview.getByRole('button', { name: 'Save', exact: true }).click()
        await page.getByText('The sign-in policy was saved').waitFor()
      },
    )

    journey(
      'LG5, SS2, SS3: first proved by the mailbox, then straight in; a certificate that we do not know, and what its trace says',
      async ({ page, newVisitor }) => {
        const team = await makeTeam('Saml Member')
        const citra = await team.addPerson('Citra')
        addAccount(citra)
        const owners = await newVisitor()
        const { connection, admin } = await comeIn(owners, team)
        await demand(admin, { firstFactor: 'sso' })
        const through = () => page.getByRole('button', { name: 'Continue with Saml Member ID' })

        await page.goto(paths.organizationSignIn(team.slug, paths.users(team.slug)))
        await through().click()
        // It has no way to cancel; whoever goes back finds a button that still works.
        await page.locator('[name=username]').waitFor()
        await page.goBack()
        await through().click()
        await signInThere(page, citra)
        await page.getByRole('heading', { name: 'Prove once that this is you' }).waitFor()
        expect(new URL(page.url()).search).toBe('')
        await page.getByLabel('Code from the mail').fill(await readCode(citra.email))
        await inFrameOf(page, team)
        expect(new URL(page.url()).pathname).toBe(paths.users(team.slug))

        await page.context().clearCookies({ domain: 'localhost' })
        await page.goto(paths.organizationSignIn(team.slug))
        await through().click()
        await inFrameOf(page, team)
        await page.context().clearCookies({ domain: 'localhost' })

        const params = { connectionId: connection.id }
        const { certificate } =
          connection.toCopy.kind === 'saml' ? connection.toCopy : { certificate: '' }
        const provider = connection.provider?.kind === 'saml' ? connection.provider : null
        const { entityId = '', signInUrl = '' } = provider ?? {}
        await admin.client.updateConnection({
          params,
          body: { saml: { from: 'fields', entityId, signInUrl, certificates: [certificate] } },
        })
        await page.goto(paths.organizationSignIn(team.slug))
        await through().click()
        await page.getByRole('heading', { name: /is not valid/ }).waitFor()
        await look(page, 'saml-not-valid')
        await owners.goto(paths.connection(team.slug, connection.id, 'attempts'))
        const attempts = owners.getByRole('list', { name: 'Attempts' })
        await expect.poll(() => attempts.getByRole('button').count()).toBe(5)
        await attempts.getByRole('button').first().click()
        await owners.getByText('Signature of the answer: not in order').waitFor()
        await look(owners, 'saml-attempts')
        await owners.getByRole('tab', { name: 'Set-up' }).click()
        await admin.client.updateConnection({
          params,
          body: { saml: { from: 'url', metadataUrl: idp.metadataUrl } },
        })
        await page.getByRole('button', { name: 'Try again' }).click()
        await inFrameOf(page, team)
      },
    )

    journey(
      'LG4, SW1, DR1: encrypted, from another organization by the modal; shown anew where the policy limits the age',
      async ({ newVisitor }) => {
        const t = wordsIn('id')
        const page = await newVisitor({ ...phone, locale: 'id-ID' })
        const acme = await makeTeam('Saml Crypto', 'id')
        const globex = await makeTeam('Saml Globex', 'id')
        const dewi = await acme.addPerson('Dewi')
        await belongTo(globex, dewi, { entered: true })
        addAccount(dewi)
        const owners = await newVisitor({ locale: 'id-ID' })
        const { admin } = await comeIn(owners, acme, { encrypts: true, t })
        await demand(admin, { firstFactor: 'sso', evidenceSeconds: 3600 })

        await signInAs(page, dewi, t)
        await enterBy(page, t('picker.sign-in-of', { name: globex.name }))
        await inFrameOf(page, globex, t)
        await page.goto(withDialog(paths.tasks(globex.slug), 'switch'))
        const leave = page.getByRole('button', {
          name: t('organizations.continue.sso', { name: acme.name }),
        })
        await leave.waitFor()
        await look(page, 'saml-switch-id')
        await leave.click()
        await signInThere(page, dewi)
        await inFrameOf(page, acme, t)

        await ageEvidence(dewi, 7200)
        await page.goto(paths.profile(acme.slug))
        await page
          .getByRole('button', { name: t('door.sso.continue-with', { name: 'Saml Crypto ID' }) })
          .click()
        // Known there, and asked all the same.
        await signInThere(page, dewi)
        await inFrameOf(page, acme, t)
        expect(new URL(page.url()).pathname).toBe(paths.profile(acme.slug))
      },
    )
  },
)

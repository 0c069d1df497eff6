import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createKeyPair } from '#server/sso/key-pair.ts'
import { findFreePort } from './free-port.ts'
import type { TestBrowser } from './test-browser.ts'

// SimpleSAMLphp, an identity provider that shares no line with us, as Debian packages it (simplesamlphp, php-cli, php-xml,
// php-mbstring), on PHP's own server. Its configuration, key and sessions lie in a folder of their own.

const program = '/usr/share/simplesamlphp'

/** What this machine lacks for it; null: nothing. */
export const simpleSamlPhpMissing: string | null = !existsSync(`${program}/www/saml2/idp`)
  ? 'no SimpleSAMLphp (Debian: simplesamlphp)'
  : !/^(?=[\s\S]*^dom$)(?=[\s\S]*^mbstring$)/m.test(
        spawnSync('php', ['-m'], { encoding: 'utf8' }).stdout ?? '',
      )
    ? 'no PHP with dom and mbstring (Debian: php-cli, php-xml, php-mbstring)'
    : null

/** A service provider that it is to know: one of our connections. */
export interface ServiceProvider {
  entityId: string
  acs: string
  /** PEM: verifies requests, and is encrypted for. */
  certificate: string
  encrypts?: boolean
}

export interface SamlUser {
  username: string
  password: string
  /** Also `uid`, which is the NameID. */
  attributes: Record<string, string[]>
}

export type SimpleSamlPhp = Awaited<ReturnType<typeof startSimpleSamlPhp>>

const usual: SamlUser[] = [
  {
    username: 'ana',
    password: 'ana-password',
    attributes: {
      uid: ['ana-4711'],
      mail: ['ana@example.test'],
      givenName: ['Ana'],
      sn: ['Árnadóttir & Söhne'],
      groups: ['staff', 'sales'],
    },
  },
  {
    username: 'bob',
    password: 'bob-password',
    attributes: {
      uid: ['bob-4712'],
      mail: ['bob@example.test'],
      givenName: ['Bob'],
      sn: ['Builder'],
      groups: ['staff'],
    },
  },
]

/** Starts one; service providers and users may also be added later. */
export async function startSimpleSamlPhp(
  options: { port?: number; sp?: readonly ServiceProvider[]; users?: readonly SamlUser[] } = {},
) {
  if (simpleSamlPhpMissing) throw new Error(simpleSamlPhpMissing)
  const port = options.port ?? (await findFreePort())
  const origin = `http://127.0.0.1:${port}`
  const folder = mkdtempSync(join(tmpdir(), 'foyer-simplesamlphp-'))
  for (const name of ['cert', 'metadata', 'sessions', 'log', 'data', 'temp'])
    mkdirSync(join(folder, name))
  const php = (name: string, text: string) => writeFileSync(join(folder, name), `<?php\n${text}\n`)
  const entityId = `${origin}/idp`
  const users = [...(options.users ?? usual)]
  const providers: ServiceProvider[] = []

  const { privateKeyPem, certificatePem } = await createKeyPair('simplesamlphp.test')
  writeFileSync(join(folder, 'cert/idp.key'), privateKeyPem)
  writeFileSync(join(folder, 'cert/idp.crt'), certificatePem)
  php('config.php', `$config = ${literal(configOf(origin, folder))};`)
  const knowUsers = () => {
    const known = users.map((one) => [`${one.username}:${one.password}`, one.attributes])
    const people = { 0: 'exampleauth:UserPass', ...Object.fromEntries(known) }
    php('authsources.php', `$config = ${literal({ people })};`)
  }
  const addUser = (user: SamlUser) => {
    users.push(user)
    knowUsers()
  }
  knowUsers()
  php('metadata/saml20-idp-hosted.php', `$metadata = ${literal({ [entityId]: hosted })};`)
  const addServiceProvider = (one: ServiceProvider) => {
    providers.push(one)
    const known = Object.fromEntries(providers.map((sp) => [sp.entityId, remoteOf(sp)]))
    php('metadata/saml20-sp-remote.php', `$metadata = ${literal(known)};`)
  }
  php('metadata/saml20-sp-remote.php', '$metadata = [];')
  for (const one of options.sp ?? []) addServiceProvider(one)

  // What is added must be known at once, and not only when PHP looks at its files again.
  const flags = ['-d', 'opcache.enable=0', '-S', `127.0.0.1:${port}`, '-t', `${program}/www`]
  const server = spawn('php', flags, {
    // A browser asks for several things at once.
    env: { ...process.env, SIMPLESAMLPHP_CONFIG_DIR: folder, PHP_CLI_SERVER_WORKERS: '3' },
    stdio: 'ignore',
    // With its workers in a group of their own, which ends as a whole.
    detached: true,
  })
  const metadataUrl = `${origin}/saml2/idp/metadata.php`
  const close = async () => {
    await end(server)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const metadataXml = await whenUp(metadataUrl, server)
    return { entityId, metadataUrl, metadataXml, users, addServiceProvider, addUser, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Signs somebody in at an address that we have made, and answers what the provider's page would post to us, and where; null:
 * it posts nothing.
 */
export async function signInThere(
  browser: TestBrowser,
  url: string,
  { username, password }: Pick<SamlUser, 'username' | 'password'>,
): Promise<{ to: string; fields: Record<string, string>; asked: boolean } | null> {
  const { origin } = new URL(url)
  let page = await browser.open(url, origin)
  const asked = page.body.includes('name="password"')
  if (asked)
    page = await browser.open(page.url, origin, { ...fieldsOf(page.body), username, password })
  const fields = fieldsOf(page.body)
  const [, to = ''] = /<form[^>]* action="([^"]*)"/.exec(page.body) ?? []
  return fields.SAMLResponse ? { to: unescapeHtml(to), fields, asked } : null
}

/** The hidden fields of a page. */
export const fieldsOf = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, unescapeHtml(value)],
    ),
  )

const unescapeHtml = (text: string) =>
  text
    .replace(/&quot;/g, '"')
    .replace(/&#0?39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')

const hosted = {
  host: '__DEFAULT__',
  privatekey: 'idp.key',
  certificate: 'idp.crt',
  auth: 'people',
  // Requests that are not signed by us are refused.
  'validate.authnrequest': true,
  'signature.algorithm': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  authproc: {
    3: {
      class: 'saml:AttributeNameID',
      attribute: 'uid',
      Format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    },
  },
}

const remoteOf = ({ acs, certificate, encrypts = false }: ServiceProvider) => ({
  AssertionConsumerService: acs,
  certData: certificate.replace(/-----.*-----|\s/g, ''),
  NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  'validate.authnrequest': true,
  'assertion.encryption': encrypts,
})

const configOf = (origin: string, folder: string) => ({
  baseurlpath: `${origin}/`,
  certdir: `${folder}/cert/`,
  metadatadir: `${folder}/metadata/`,
  loggingdir: `${folder}/log/`,
  datadir: `${folder}/data/`,
  tempdir: `${folder}/temp`,
  'metadata.sources': [{ type: 'flatfile' }],
  'logging.handler': 'file',
  'logging.level': 7,
  secretsalt: 'only-for-tests',
  'auth.adminpassword': 'only-for-tests',
  technicalcontact_email: 'na@example.test',
  'enable.saml20-idp': true,
  'module.enable': { exampleauth: true, core: true, saml: true },
  'store.type': 'phpsession',
  'session.phpsession.savepath': `${folder}/sessions`,
  'session.cookie.secure': false,
  'session.cookie.samesite': 'Lax',
  'language.cookie.secure': false,
  'language.cookie.samesite': 'Lax',
  'admin.checkforupdates': false,
  showerrors: true,
  errorreporting: false,
})

/** A value as PHP writes it. */
function literal(value: unknown): string {
  if (typeof value === 'boolean' || typeof value === 'number') return String(value)
  if (typeof value !== 'object' || value === null)
    return `'${String(value).replace(/[\\']/g, '\\$&')}'`
  const entries = Object.entries(value).map(
    ([key, one]) => `${/^\d+$/.test(key) ? key : literal(key)} => ${literal(one)}`,
  )
  return `[${entries.join(', ')}]`
}

/** What it answers at an address, once it answers. */
async function whenUp(url: string, server: ChildProcess): Promise<string> {
  for (let tries = 0; tries < 200 && server.exitCode === null; tries++) {
    const response = await fetch(url).catch(() => null)
    if (response?.ok) return response.text()
    if (response)
      throw new Error(`SimpleSAMLphp answers ${response.status}: ${await response.text()}`)
    await sleep(50)
  }
  throw new Error('SimpleSAMLphp did not start')
}

async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null) return
  const ended = once(server, 'exit')
  process.kill(-server.pid)
  await ended
}

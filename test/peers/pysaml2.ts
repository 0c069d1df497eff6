import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createKeyPair } from '#server/sso/key-pair.ts'
import { findFreePort } from './free-port.ts'

// pySAML2, another identity provider that shares no line with us: Python, with xmlsec1 (C) for its signatures.

const python = '/usr/bin/python3'
const runs = (program: string, ...flags: string[]) =>
  spawnSync(program, flags, { stdio: 'ignore' }).status === 0

/** What this machine lacks for it; null: nothing. */
export const pysaml2Missing: string | null = !runs('xmlsec1', '--version')
  ? 'no xmlsec1 (Debian: xmlsec1)'
  : !runs(python, '-c', 'import saml2.server')
    ? 'no pySAML2 (Debian: python3-pysaml2)'
    : null

/** One of our connections, as it is to be answered. */
export interface Pysaml2Service {
  entityId: string
  /** As we publish it. */
  metadata: string
  signResponse: boolean
  /** XML Encryption's name of it, and xmlsec1's of its key; null: not encrypted. */
  cipher: { algorithm: string; key: string } | null
}

export type Pysaml2 = Awaited<ReturnType<typeof startPysaml2>>

/** Starts one that answers whoever asks for the same person. */
export async function startPysaml2(services: readonly Pysaml2Service[]) {
  if (pysaml2Missing) throw new Error(pysaml2Missing)
  const folder = mkdtempSync(join(tmpdir(), 'foyer-pysaml2-'))
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const port = await findFreePort()
  const { privateKeyPem, certificatePem } = await createKeyPair('pysaml2.test')
  const user = {
    id: 'ana',
    attributes: {
      mail: ['ana@example.test'],
      givenName: ['Ana'],
      sn: ['Árnadóttir & Söhne'],
      eduPersonAffiliation: ['staff', 'sales'],
    },
  }
  const options = file(
    'options.json',
    JSON.stringify({
      port,
      key: file('idp.key', privateKeyPem),
      certificate: file('idp.crt', certificatePem),
      user,
      providers: Object.fromEntries(
        services.map(({ metadata, ...how }, at) => [file(`${at}.xml`, metadata), how]),
      ),
    }),
  )
  const script = join(import.meta.dirname, 'pysaml2-idp.py')
  const server = spawn(python, [script, options], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  server.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  const close = async () => {
    if (server.exitCode === null) {
      const ended = once(server, 'exit')
      server.kill('SIGKILL')
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  }
  const entityId = `http://127.0.0.1:${port}/metadata`
  for (let tries = 0; tries < 400 && server.exitCode === null; tries++) {
    const response = await fetch(entityId).catch(() => null)
    if (response?.ok) return { entityId, metadataXml: await response.text(), user, close }
    await sleep(50)
  }
  await close()
  throw new Error(`pySAML2 did not start: ${said}`)
}

import { fieldProblem } from '#api/problem.ts'
import type { OidcSettings, SamlSettings } from '#api/sso.ts'
import { Unreachable } from '#server/outside/guarded-fetch.ts'
import type { Outside } from '#server/outside/outside.ts'
import type { Connection, OidcProvider, SamlProvider } from './connection.ts'
import { checkOidc } from './oidc.ts'
import { MetadataRefusal, normalizeCertificate, readMetadata } from './saml-metadata.ts'

/** What an administrator, or the holder of a set-up link, enters of a provider. */
export interface GivenProvider {
  oidc?: OidcSettings | undefined
  saml?: SamlSettings | undefined
}

/**
 * Reads what is entered of a provider, and asks it at once where it can be asked: before any transaction. Null: nothing is
 * entered.
 *
 * @throws values-refused, provider-unreachable, at the field that is wrong
 */
export async function readProvider(
  { fetch }: Outside,
  kind: Connection['kind'],
  { oidc, saml }: GivenProvider,
  now: Date,
): Promise<OidcProvider | SamlProvider | null> {
  if (oidc && kind !== 'oidc') throw otherKind('#/oidc')
  if (saml && kind !== 'saml') throw otherKind('#/saml')
  if (oidc) return readOidc(fetch, oidc)
  return saml ? readSaml(fetch, saml, now) : null
}

const otherKind = (pointer: string) =>
  fieldProblem(
    'values-refused',
    pointer,
    'does not belong to this kind of connection',
    'other-kind',
  )

async function readOidc(fetch: Outside['fetch'], settings: OidcSettings): Promise<OidcProvider> {
  const { clientSecret: _, scopes, ...rest } = settings
  const asked = new Set(['openid', ...scopes.split(/\s+/).filter(Boolean)])
  const provider = { ...rest, scopes: [...asked].join(' ') }
  return { ...provider, issuer: await at('#/oidc/issuer', () => checkOidc(fetch, provider)) }
}

async function readSaml(
  fetch: Outside['fetch'],
  settings: SamlSettings,
  now: Date,
): Promise<SamlProvider> {
  if (settings.from === 'metadata')
    return {
      metadataUrl: null,
      ...(await at('#/saml/metadata', () => readMetadata(settings.metadata, now))),
    }
  if (settings.from === 'url') return readMetadataAt(fetch, settings.metadataUrl, now)
  const { entityId, signInUrl } = settings
  const certificates: string[] = []
  for (const [index, text] of settings.certificates.entries())
    certificates.push(await at(`#/saml/certificates/${index}`, () => normalizeCertificate(text)))
  return { metadataUrl: null, entityId, signInUrl, certificates: [...new Set(certificates)] }
}

/** Enough for the metadata of one provider; those of whole federations are larger, and not ours to search. */
const metadataBytesMax = 500_000

/** @throws values-refused, provider-unreachable, at #/saml/metadataUrl */
export const readMetadataAt = (
  fetch: Outside['fetch'],
  metadataUrl: string,
  now: Date,
): Promise<SamlProvider> =>
  at('#/saml/metadataUrl', async () => {
    const { status, body } = await fetch(metadataUrl, { bytesMax: metadataBytesMax })
    if (status !== 200)
      throw new Unreachable(`${new URL(metadataUrl).host} answered with status ${status}.`)
    return { metadataUrl, ...readMetadata(body.toString('utf8'), now) }
  })

/** What is wrong with a field is said there. */
async function at<T>(pointer: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw refusalAt(pointer, error)
  }
}

function refusalAt(pointer: string, error: unknown): unknown {
  if (error instanceof Unreachable)
    return fieldProblem('provider-unreachable', pointer, error.message, 'unreachable')
  if (error instanceof MetadataRefusal)
    return fieldProblem('values-refused', pointer, error.message, error.code)
  return error
}

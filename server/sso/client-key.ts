import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { type ClientAuth, modifyAssertion, PrivateKeyJwt, type ServerMetadata } from 'openid-client'

// Our own key of a connection, as OpenID Connect uses it: private_key_jwt (OpenID Connect Core 9, RFC 7523).

/** The public key of a connection as a JSON Web Key Set; `kid` is its thumbprint (RFC 7638). */
export function jwksOf(certificatePem: string) {
  const certificate = new X509Certificate(certificatePem)
  const { kty, n, e } = certificate.publicKey.export({ format: 'jwk' })
  // Without `alg`: the provider's metadata says which of PS256 and RS256 is used.
  const key = { kty, n, e, use: 'sig', kid: thumbprintOf(certificate.publicKey) }
  return {
    keys: [{ ...key, x5c: [certificate.raw.toString('base64')], ...hashOf(certificate) }],
  }
}

/** Proves by our own key who we are: with PS256 where the provider says that it takes that, else with RS256. */
export async function authenticateByKey(
  provider: ServerMetadata,
  { privateKey, certificate: pem }: { privateKey: string; certificate: string },
): Promise<ClientAuth> {
  const certificate = new X509Certificate(pem)
  const taken: unknown = provider.token_endpoint_auth_signing_alg_values_supported
  const name = Array.isArray(taken) && taken.includes('PS256') ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5'
  const der = createPrivateKey(privateKey).export({ type: 'pkcs8', format: 'der' })
  const key = await crypto.subtle.importKey(
    'pkcs8',
    new Uint8Array(der),
    { name, hash: 'SHA-256' },
    false,
    ['sign'],
  )
  return PrivateKeyJwt(
    { key, kid: thumbprintOf(certificate.publicKey) },
    // Some providers know the certificate instead of the key.
    { [modifyAssertion]: (header) => void Object.assign(header, hashOf(certificate)) },
  )
}

function thumbprintOf(key: KeyObject): string {
  const { e, kty, n } = key.export({ format: 'jwk' })
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url')
}

const hashOf = (certificate: X509Certificate) => ({
  'x5t#S256': createHash('sha256').update(certificate.raw).digest('base64url'),
})

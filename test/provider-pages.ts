import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What an identity provider publishes, on loopback: for settings, where nobody signs in. Anything that has no page is 404. */
export async function startProviderPages() {
  const pages = new Map<string, () => string>()
  const server = createServer((request, response) => {
    const page = pages.get(request.url ?? '')
    if (page) response.writeHead(200, { 'content-type': 'application/json' }).end(page())
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    pages,
    /** An OpenID provider at a path; answers its issuer. */
    addIssuer(path = ''): string {
      const issuer = `${url}${path}`
      pages.set(`${path}/.well-known/openid-configuration`, () =>
        JSON.stringify({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ['code'],
          id_token_signing_alg_values_supported: ['RS256'],
        }),
      )
      pages.set(`${path}/jwks`, () => '{"keys":[]}')
      return issuer
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

/** Metadata of a SAML provider that signs with these certificates (PEM). */
export const samlMetadata = (entityId: string, ...certificates: string[]) => `
  <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">
    <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
      ${certificates.map(keyDescriptor).join('')}
      <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/>
    </IDPSSODescriptor>
  </EntityDescriptor>`

const keyDescriptor = (pem: string) => `
  <KeyDescriptor use="signing">
    <KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">
      <X509Data><X509Certificate>${pem.replace(/-----.*-----|\s/g, '')}</X509Certificate></X509Data>
    </KeyInfo>
  </KeyDescriptor>`

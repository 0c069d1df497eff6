import { ConnectionId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { ProtocolCall, ProtocolEndpoint } from '#server/http/protocol.ts'
import { confine } from '#server/platform/database.ts'
import { addressesOf } from './addresses.ts'
import { keepResponse } from './attempt.ts'
import { jwksOf } from './client-key.ts'
import { type Connection, findConnection, findOrganizationOf } from './connection.ts'
import { ourMetadata } from './saml-metadata.ts'

/** What identity providers find at the addresses of a connection. The page among them, /return, is the web application's. */
export const ssoProtocol = ({ publicUrl }: { publicUrl: string }): ProtocolEndpoint[] => [
  {
    method: 'POST',
    path: '/sso/:connectionId/acs',
    rate: 'write',
    formBytesMax: 512 * 1024,
    handle: takeResponse,
  },
  {
    method: 'GET',
    path: '/sso/:connectionId/metadata',
    rate: 'read',
    formBytesMax: null,
    handle: async (call) => {
      const connection = await findAsked(call)
      if (connection?.kind !== 'saml') return problem('not-found')
      return {
        contentType: 'application/samlmetadata+xml; charset=utf-8',
        body: ourMetadata(connection, addressesOf(publicUrl, connection.id)),
      }
    },
  },
  {
    method: 'GET',
    path: '/sso/:connectionId/jwks.json',
    rate: 'read',
    formBytesMax: null,
    handle: async (call) => {
      const connection = await findAsked(call)
      if (connection?.kind !== 'oidc') return problem('not-found')
      return {
        contentType: 'application/jwk-set+json',
        body: JSON.stringify(jwksOf(connection.certificate)),
      }
    },
  },
]

/** The connection that the address names; null: there is none. What is answered of it is public by nature. */
async function findAsked({ db, params }: ProtocolCall): Promise<Connection | null> {
  const { data: id } = ConnectionId.safeParse(params.connectionId)
  if (!id) return null
  return db.transaction(async (tx) => {
    const organizationId = await findOrganizationOf(tx, id)
    if (!organizationId) return null
    await confine(tx, organizationId)
    return findConnection(tx, id)
  })
}

/**
 * A provider's answer by HTTP-POST (SAML 2.0 Bindings 3.5). It comes from another site and so without our cookie: it is kept
 * for the attempt that it names, unread, until the browser that began that attempt asks for it. What answers no attempt of
 * ours, also a log-in that began at the provider, is not kept (SS1).
 */
async function takeResponse({ db, params, form, now }: ProtocolCall) {
  const { data: connectionId } = ConnectionId.safeParse(params.connectionId)
  if (!connectionId) return problem('not-found')
  const state = form.get('RelayState') ?? ''
  const response = form.get('SAMLResponse') ?? ''
  const kept =
    response !== '' &&
    (await db.transaction((tx) => keepResponse(tx, { state, connectionId, response }, now)))
  const query = kept ? `state=${encodeURIComponent(state)}` : 'error=unsolicited'
  return { redirect: `/sso/${connectionId}/return?${query}` }
}

import sql from 'sql-template-tag'
import type { ConnectionId, OrganizationId, RoleId } from '#api/common.ts'
import type { Attributes, ConnectionKind, ConnectionStatus } from '#api/sso.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { type KeyRing, type Sealed, seal, unseal } from '#server/platform/seal.ts'

/** An OpenID provider, as its organization described it; the addresses are read from its discovery document. */
export interface OidcProvider {
  issuer: string
  clientId: string
  clientAuthentication: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt'
  scopes: string
  signOutThere: boolean
}

/** A SAML identity provider, as its metadata or its organization described it. */
export interface SamlProvider {
  metadataUrl: string | null
  entityId: string
  /** Of its SingleSignOnService, binding HTTP-Redirect. */
  signInUrl: string
  /** PEM; an assertion is good when one of them verifies it. */
  certificates: string[]
}

/** By which name a provider stands in links. */
export const issuerOf = (provider: OidcProvider | SamlProvider): string =>
  'issuer' in provider ? provider.issuer : provider.entityId

interface Common {
  id: ConnectionId
  organizationId: OrganizationId
  name: string
  status: ConnectionStatus
  providesSecondFactor: boolean
  justInTime: boolean
  defaultRoleId: RoleId | null
  attributes: Attributes
  updateAtSignIn: boolean
  /** What was proved through it earlier counts no more. */
  evidenceSince: Date
  /** PEM: belongs to our own key for this connection. */
  certificate: string
  sealedSecret: Sealed | null
  sealedPrivateKey: Sealed
}

export type Connection = Common &
  (
    | { kind: 'oidc'; provider: OidcProvider | null }
    | { kind: 'saml'; provider: SamlProvider | null }
  )

/** A connection that is set up, with its secrets open: what speaking to its provider takes. Never kept. */
export type OpenedConnection = Common & { clientSecret: string | null; privateKey: string } & (
    | { kind: 'oidc'; provider: OidcProvider }
    | { kind: 'saml'; provider: SamlProvider }
  )

export interface ConnectionRow extends Omit<Common, 'sealedSecret' | 'sealedPrivateKey'> {
  kind: ConnectionKind
  provider: OidcProvider | SamlProvider | null
  secret: Buffer | null
  secretKeyId: string | null
  privateKey: Buffer
  privateKeyKeyId: string
}

/** What a connection is read from, of `connections c`. */
export const connectionColumns = sql`c.id, c.organization_id as "organizationId", c.name, c.kind, c.status, c.provider,
  c.provides_second_factor as "providesSecondFactor", c.just_in_time as "justInTime", c.default_role_id as "defaultRoleId",
  c.attributes, c.update_at_sign_in as "updateAtSignIn", c.evidence_since as "evidenceSince", c.certificate,
  c.sealed_secret as secret, c.secret_key_id as "secretKeyId", c.sealed_private_key as "privateKey",
  c.private_key_key_id as "privateKeyKeyId"`

/** One connection of the transaction's organization; null: it has no such one. */
export async function findConnection(tx: Tx, id: ConnectionId): Promise<Connection | null> {
  const [row] = await tx.query<ConnectionRow>(
    sql`select ${connectionColumns} from connections c where c.id = ${id}`,
  )
  return row ? readConnection(row) : null
}

/** The same, held until the transaction ends: of two changes at once the second sees what the first has made. */
export async function holdConnection(tx: Tx, id: ConnectionId): Promise<Connection | null> {
  const [row] = await tx.query<ConnectionRow>(
    sql`select ${connectionColumns} from connections c where c.id = ${id} for no key update`,
  )
  return row ? readConnection(row) : null
}

/** Whose connection an id is, for who is in no organization yet; null: nobody's, or its organization is not active. */
export const findOrganizationOf = (tx: Tx, id: ConnectionId): Promise<OrganizationId | null> =>
  unconfined(tx, async () => {
    const [row] = await tx.query<{ organizationId: OrganizationId | null }>(
      sql`select organization_of_connection(${id}) as "organizationId"`,
    )
    return row?.organizationId ?? null
  })

export function readConnection({
  secret,
  secretKeyId,
  privateKey,
  privateKeyKeyId,
  ...row
}: ConnectionRow): Connection {
  const sealedSecret = secret && secretKeyId ? { sealed: secret, keyId: secretKeyId } : null
  const common = {
    ...row,
    sealedSecret,
    sealedPrivateKey: { sealed: privateKey, keyId: privateKeyKeyId },
  }
  // `kind` says what the JSON is: both are written together and never apart.
  return common as Connection
}

/** Opens the secrets of a connection that is set up; null: it is not. */
export function openConnection(ring: KeyRing, connection: Connection): OpenedConnection | null {
  if (!connection.provider) return null
  const { sealedSecret, sealedPrivateKey, id } = connection
  const opened = {
    ...connection,
    clientSecret: sealedSecret && unseal(ring, sealedSecret, secretOf(id)).toString(),
    privateKey: unseal(ring, sealedPrivateKey, privateKeyOf(id)).toString(),
  }
  // Whose provider is not null, as was just seen; TypeScript does not carry that through the spread.
  return opened as OpenedConnection
}

export const sealSecret = (ring: KeyRing, id: ConnectionId, secret: string): Sealed =>
  seal(ring, Buffer.from(secret), secretOf(id))
export const sealPrivateKey = (ring: KeyRing, id: ConnectionId, pem: string): Sealed =>
  seal(ring, Buffer.from(pem), privateKeyOf(id))

/** Under which names they are sealed: moved to another connection, or swapped, they do not open. */
export const secretOf = (id: ConnectionId) => `connection-secret:${id}`
export const privateKeyOf = (id: ConnectionId) => `connection-key:${id}`

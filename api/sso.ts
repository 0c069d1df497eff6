import { z } from 'zod'
import {
  ConnectionId,
  Domain,
  DomainId,
  Email,
  HubId,
  line,
  lines,
  MemberId,
  RoleId,
  Slug,
  Time,
} from './common.ts'
import { OrganizationLook } from './look.ts'
import { route } from './route.ts'
import { Outcome } from './sessions.ts'

// Single sign-on (SS1–SS3): an organization's connections to identity providers of its own, and signing in through them.

export const connectionKinds = ['oidc', 'saml'] as const
export const ConnectionKind = z.enum(connectionKinds)
export type ConnectionKind = z.infer<typeof ConnectionKind>

export const connectionStatuses = ['draft', 'enabled', 'disabled'] as const
export type ConnectionStatus = (typeof connectionStatuses)[number]

/** An address of the provider; https, unless the operator allows this host (SS4). */
const ProviderUrl = z.url({ protocol: /^https?$/ }).max(2000)

/** How we prove to the provider's token endpoint who we are (RFC 6749, OpenID Connect Core 9). */
export const clientAuthentications = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
] as const

const oidc = {
  issuer: ProviderUrl.describe('Issuer identifier; its discovery document is read'),
  clientId: line(500),
  clientAuthentication: z.enum(clientAuthentications).default('client_secret_basic'),
  scopes: line(500)
    .default('openid email profile')
    .describe('What is asked for, with spaces in between; openid is always among them'),
  signOutThere: z
    .boolean()
    .default(false)
    .describe('Signing out here also signs out there (OpenID Connect RP-Initiated Logout)'),
}

/** OpenID Connect settings; `clientSecret` is never answered, and stays where it is left out. */
export const OidcSettings = z.object({
  ...oidc,
  clientSecret: z.string().min(1).max(2000).optional(),
})
export type OidcSettings = z.infer<typeof OidcSettings>

/** What a certificate of the provider says; times as in it. */
const Certificate = z.object({
  subject: z.string(),
  fingerprint: z.string().describe('SHA-256, hexadecimal with colons'),
  validFrom: Time,
  expiresAt: Time,
})
export type Certificate = z.infer<typeof Certificate>

/** SAML 2.0 settings: by address of the metadata (read again daily), by its text, or by hand. */
export const SamlSettings = z.discriminatedUnion('from', [
  z.object({ from: z.literal('url'), metadataUrl: ProviderUrl }),
  z.object({ from: z.literal('metadata'), metadata: lines(500_000) }),
  z.object({
    from: z.literal('fields'),
    entityId: line(1000),
    signInUrl: ProviderUrl,
    certificates: z
      .array(lines(20_000))
      .min(1)
      .max(10)
      .describe('X.509, PEM or base64; several during a roll-over'),
  }),
])
export type SamlSettings = z.infer<typeof SamlSettings>

const Provider = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('oidc'), ...oidc, hasSecret: z.boolean() }),
  z.object({
    kind: z.literal('saml'),
    metadataUrl: z.string().nullable(),
    entityId: z.string(),
    signInUrl: z.string(),
    certificates: z.array(Certificate),
  }),
])

/** What the provider's own administrator has to enter there. */
const ToCopy = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('oidc'),
    redirectUri: z.string(),
    postLogoutRedirectUri: z.string(),
    jwksUri: z.string().describe('Our public key, for private_key_jwt'),
  }),
  z.object({
    kind: z.literal('saml'),
    entityId: z.string(),
    assertionConsumerServiceUrl: z.string(),
    metadataUrl: z.string(),
    certificate: z.string().describe('PEM: verifies our requests, encrypts assertions for us'),
  }),
])

/** Which claim or attribute of the provider tells what; empty: none. */
export const Attributes = z.object({
  email: line(200, 0),
  firstName: line(200, 0),
  lastName: line(200, 0),
  title: line(200, 0),
  phone: line(200, 0),
  groups: line(200, 0),
})
export type Attributes = z.infer<typeof Attributes>

const GroupRole = z.object({ group: line(200), roleId: RoleId })

const joining = {
  providesSecondFactor: z
    .boolean()
    .describe('Its log-in already holds a second factor: the policy’s is not asked for (DR1)'),
  justInTime: z
    .boolean()
    .describe(
      'Somebody unknown with an address of a domain that this organization has proved becomes a member at the first log-in, unless registered elsewhere (US7)',
    ),
  defaultRoleId: RoleId.nullable().describe(
    'For whoever joins so, and no group says otherwise; null: the lowest default role. Never Owner',
  ),
  attributes: Attributes,
  updateAtSignIn: z
    .boolean()
    .describe('Attributes and groups are applied at each log-in, not at the first alone'),
  groupRoles: z
    .array(GroupRole)
    .max(200)
    .describe('The first group that somebody is in decides their role; never Owner'),
}

export const Connection = z.object({
  id: ConnectionId,
  name: z.string(),
  kind: ConnectionKind,
  status: z.enum(connectionStatuses),
  provider: Provider.nullable().describe('Null: not set up yet'),
  toCopy: ToCopy,
  ...joining,
  linkedMembers: z.number().int(),
  lastSignInAt: Time.nullable(),
  ownSignInAt: Time.nullable().describe(
    'Your own last good log-in through it, as it is set up now: needed to demand it of others (DR6)',
  ),
  certificateExpiresAt: Time.nullable().describe('The last of the provider’s certificates (SAML)'),
  metadataError: z
    .string()
    .nullable()
    .describe('Why the metadata could not be read again at its address'),
  setUpLinkExpiresAt: Time.nullable().describe('A set-up link is open until then'),
})
export type Connection = z.infer<typeof Connection>

const one = z.object({ connectionId: ConnectionId })
const base = '/sso/connections'
const area = 'Single sign-on'

export const listConnections = route({
  method: 'GET',
  path: base,
  area,
  summary: 'The connections of this organization to identity providers',
  access: 'single_sign_on:view',
  rate: 'read',
  returns: z.object({ items: z.array(Connection) }),
  problems: [],
})

export const getConnection = route({
  method: 'GET',
  path: `${base}/:connectionId`,
  area,
  summary: 'One connection, with what to enter at the provider',
  access: 'single_sign_on:view',
  rate: 'read',
  params: one,
  returns: Connection,
  problems: ['not-found'],
})

export const createConnection = route({
  method: 'POST',
  path: base,
  area,
  summary: 'Begin a connection: a draft, with what to enter at the provider',
  access: 'single_sign_on:edit',
  rate: 'write',
  body: z.object({ name: line(60), kind: ConnectionKind }),
  idempotent: true,
  status: 201,
  returns: Connection,
  problems: ['name-taken', 'values-refused'],
})

export const updateConnection = route({
  method: 'PATCH',
  path: `${base}/:connectionId`,
  area,
  summary:
    'Change a connection; what is left out stays. The provider is asked at once (discovery, metadata)',
  access: 'single_sign_on:edit',
  rate: 'write',
  params: one,
  body: z.object({
    name: line(60).optional(),
    oidc: OidcSettings.optional(),
    saml: SamlSettings.optional(),
    providesSecondFactor: joining.providesSecondFactor.optional(),
    justInTime: joining.justInTime.optional(),
    defaultRoleId: joining.defaultRoleId.optional(),
    attributes: Attributes.optional(),
    updateAtSignIn: joining.updateAtSignIn.optional(),
    groupRoles: joining.groupRoles.optional(),
  }),
  returns: Connection,
  problems: [
    'not-found',
    'name-taken',
    'values-refused',
    'provider-unreachable',
    'owner-protected',
    'more-than-you-hold',
    'policy-locks-out',
  ],
})

export const setConnectionStatus = route({
  method: 'PUT',
  path: `${base}/:connectionId/status`,
  area,
  summary:
    'Enable or disable a connection; what was proved through a disabled one counts no more from the next request on',
  access: 'single_sign_on:edit',
  rate: 'write',
  params: one,
  body: z.object({ status: z.enum(['enabled', 'disabled']) }),
  returns: Connection,
  problems: ['not-found', 'connection-unfinished', 'policy-locks-out'],
})

export const removeConnection = route({
  method: 'DELETE',
  path: `${base}/:connectionId`,
  area,
  summary: 'Delete a connection with its links: what was proved through it counts no more',
  access: 'single_sign_on:edit',
  rate: 'write',
  params: one,
  returns: null,
  problems: ['not-found', 'policy-locks-out'],
})

/** Why signing in through a provider did not work: a sentence of the screen, and the `code` of `sso-refused`. */
export const ssoReasons = [
  'cancelled',
  'provider-error',
  'provider-unreachable',
  'answer-not-valid',
  'too-old',
  'attempt-over',
  'other-browser',
  'needs-browser',
  'connection-off',
  'not-a-member',
  'another-person',
] as const
export type SsoReason = (typeof ssoReasons)[number]

/** Why somebody who is not a member was not let in: for administrators alone (US7, PR4). */
/** Of single sign-on. */
export const ssoJoinReasons = [
  'just-in-time-off',
  'no-address',
  'domain-not-proved',
  'registered-elsewhere',
  'suspended',
] as const
export const refusedJoinReasons = [...ssoJoinReasons, 'domain-not-listed', 'link-used-up'] as const
export type SsoJoinReason = (typeof ssoJoinReasons)[number]
export type RefusedJoinReason = (typeof refusedJoinReasons)[number]

export const ssoPurposes = ['sign-in', 'test'] as const
export const SsoPurpose = z.enum(ssoPurposes)
export type SsoPurpose = z.infer<typeof SsoPurpose>

/** What happened on one way through a provider, step by step, for administrators; never a secret, code or token. */
export const Trace = z.object({
  id: z.uuid(),
  at: Time,
  purpose: SsoPurpose,
  outcome: z
    .union([z.enum(['signed-in', 'linked', 'joined', 'must-prove', 'tested']), z.enum(ssoReasons)])
    .describe('What came of it, or why nothing did'),
  steps: z.array(
    z.object({
      name: z
        .string()
        .describe(
          'What was looked at: `discovery`, `token`, `signature`, `audience`, `membership` …',
        ),
      ok: z.boolean(),
      detail: z.string().describe('In English: what was expected and what came'),
    }),
  ),
  claims: z
    .array(
      z.object({
        name: z.string(),
        values: z.array(z.string()),
        usedAs: z
          .array(z.string())
          .describe('`subject`, `checked`, or fields of the mapping: `email` …'),
      }),
    )
    .describe('What came back, claim by claim; empty where nothing valid did'),
  email: z.string().nullable(),
  memberId: MemberId.nullable(),
  ip: z.string().nullable(),
})
export type Trace = z.infer<typeof Trace>

export const listTraces = route({
  method: 'GET',
  path: `${base}/:connectionId/traces`,
  area,
  summary: 'The last 200 attempts through a connection, the newest first',
  access: 'single_sign_on:view',
  rate: 'read',
  params: one,
  returns: z.object({ items: z.array(Trace) }),
  problems: ['not-found'],
})

// ── The set-up link ────────────────────────────────────────────────────────────────────────────────

const Token = z.string().min(1).max(200)

export const createSetUpLink = route({
  method: 'POST',
  path: `${base}/:connectionId/set-up-link`,
  area,
  summary:
    'A link for whoever administers the provider: sets this connection up while it is not enabled, and nothing else; replaces an earlier one',
  access: 'single_sign_on:edit',
  rate: 'write',
  params: one,
  returns: z.object({ url: z.string().describe('Shown once'), expiresAt: Time }),
  problems: ['not-found', 'connection-enabled', 'owner-protected', 'more-than-you-hold'],
})

export const revokeSetUpLink = route({
  method: 'DELETE',
  path: `${base}/:connectionId/set-up-link`,
  area,
  summary: 'Take the set-up link back',
  access: 'single_sign_on:edit',
  rate: 'write',
  params: one,
  returns: null,
  problems: ['not-found'],
})

const SetUp = Connection.pick({
  kind: true,
  name: true,
  provider: true,
  toCopy: true,
  attributes: true,
}).extend({
  connectionId: ConnectionId,
  organizationName: z.string(),
  expiresAt: Time,
})

export const openSetUp = route({
  method: 'POST',
  path: '/sso/set-up',
  area,
  summary: 'By a set-up link: what to enter at the provider, and what is entered here',
  access: 'public',
  rate: 'credential',
  body: z.object({ token: Token }),
  returns: SetUp,
  problems: ['link-not-valid'],
})

export const saveSetUp = route({
  method: 'PUT',
  path: '/sso/set-up',
  area,
  summary:
    'By a set-up link: enter the provider’s side; `finished` uses the link up and tells the administrators',
  access: 'public',
  rate: 'credential',
  body: z.object({
    token: Token,
    oidc: OidcSettings.optional(),
    saml: SamlSettings.optional(),
    finished: z.boolean().default(false),
  }),
  returns: SetUp,
  problems: ['link-not-valid', 'values-refused', 'provider-unreachable', 'connection-unfinished'],
})

// ── Domains ────────────────────────────────────────────────────────────────────────────────────────

export const ProvedDomain = z.object({
  id: DomainId,
  domain: z.string(),
  status: z
    .enum(['waiting', 'proved', 'failing'])
    .describe('Failing: proved, but the daily check does not find the record any more'),
  record: z.object({
    type: z.literal('TXT'),
    name: z.string(),
    value: z.string(),
  }),
  connectionId: ConnectionId.nullable().describe(
    'Through which connection addresses of this domain are led (LG5); null: none',
  ),
  provedAt: Time.nullable(),
  checkedAt: Time.nullable(),
})
export type ProvedDomain = z.infer<typeof ProvedDomain>

const oneDomain = z.object({ domainId: DomainId })

export const listDomains = route({
  method: 'GET',
  path: '/sso/domains',
  area,
  summary: 'The e-mail domains of this organization, and how each is proved',
  access: 'single_sign_on:view',
  rate: 'read',
  returns: z.object({ items: z.array(ProvedDomain) }),
  problems: [],
})

export const addDomain = route({
  method: 'POST',
  path: '/sso/domains',
  area,
  summary: 'Name an e-mail domain; it counts once its DNS shows the record that is answered',
  access: 'single_sign_on:edit',
  rate: 'write',
  body: z.object({ domain: Domain, connectionId: ConnectionId.nullable().default(null) }),
  idempotent: true,
  status: 201,
  returns: ProvedDomain,
  problems: ['name-taken', 'values-refused'],
})

export const updateDomain = route({
  method: 'PATCH',
  path: '/sso/domains/:domainId',
  area,
  summary: 'Lead the addresses of a domain through a connection, or through none',
  access: 'single_sign_on:edit',
  rate: 'write',
  params: oneDomain,
  body: z.object({ connectionId: ConnectionId.nullable() }),
  returns: ProvedDomain,
  problems: ['not-found', 'values-refused'],
})

export const checkDomain = route({
  method: 'POST',
  path: '/sso/domains/:domainId/check',
  area,
  summary: 'Look for the DNS record now',
  access: 'single_sign_on:edit',
  rate: 'credential',
  params: oneDomain,
  returns: ProvedDomain,
  problems: ['not-found', 'domain-not-proved', 'domain-taken'],
})

export const removeDomain = route({
  method: 'DELETE',
  path: '/sso/domains/:domainId',
  area,
  summary: 'Give a domain up',
  access: 'single_sign_on:edit',
  rate: 'write',
  params: oneDomain,
  returns: null,
  problems: ['not-found'],
})

// ── Signing in ─────────────────────────────────────────────────────────────────────────────────────

export const findDoor = route({
  method: 'POST',
  path: '/sign-in/door',
  area: 'Sessions',
  summary:
    'Whether an e-mail domain or the address of an organization leads to single sign-on; says nothing of people, nor of organizations that use the password (LG5)',
  access: 'public',
  rate: 'read',
  body: z.object({ email: Email.optional(), slug: Slug.optional() }).describe('One of both'),
  returns: z.object({
    door: z
      .object({
        organization: OrganizationLook,
        connections: z.array(z.object({ id: ConnectionId, name: z.string() })),
      })
      .nullable(),
  }),
  problems: [],
})

export const startSso = route({
  method: 'POST',
  path: '/sso/attempts',
  area: 'Sessions',
  summary:
    'Begin to sign in through a connection: answers where to send this browser; good for ten minutes and for this browser alone',
  access: 'public',
  rate: 'credential',
  body: z.object({
    connectionId: ConnectionId,
    purpose: SsoPurpose.default('sign-in').describe(
      'test: signs nobody in and links nothing; wants single_sign_on:edit there, or a set-up link',
    ),
    email: Email.optional().describe('Told to the provider as a hint'),
    anew: z
      .boolean()
      .default(false)
      .describe(
        'The provider asks who it is, also where it knows this browser: for another account',
      ),
    to: z.string().max(2000).nullable().default(null).describe('Path to go to afterwards (LG7)'),
    setUpToken: Token.optional(),
  }),
  returns: z.object({ url: z.string(), expiresAt: Time }),
  problems: ['not-found', 'link-not-valid', 'sso-refused'],
})

export const finishSso = route({
  method: 'POST',
  path: '/sso/attempts/return',
  area: 'Sessions',
  summary: 'Hand over with what the provider sent this browser back; good once',
  access: 'public',
  rate: 'credential',
  body: z.object({
    connectionId: ConnectionId,
    query: z.string().max(20_000).describe('The query of the address that it came back to'),
  }),
  returns: z.discriminatedUnion('result', [
    z.object({
      result: z.literal('signed-in'),
      outcome: Outcome,
      to: z.string().nullable(),
    }),
    z
      .object({
        result: z.literal('must-prove'),
        organization: z.object({ name: z.string(), slug: z.string() }),
        email: z.string(),
        hasPassword: z.boolean(),
        expiresAt: Time,
        to: z.string().nullable(),
      })
      .describe(
        'The provider named a member for the first time: prove the mailbox or the password once (POST /proofs/…), which links the two; then enter (SS2)',
      ),
    z
      .object({ result: z.literal('tested'), trace: Trace, back: z.enum(['settings', 'set-up']) })
      .describe('Of a test: what came of it, also where the provider was not believed'),
  ]),
  problems: ['sso-refused'],
})

export const getProviderSignOut = route({
  method: 'GET',
  path: '/session/provider-sign-out',
  area: 'Sessions',
  summary:
    'Where to go after signing out here to sign out of the identity provider as well; null: nowhere',
  access: 'proving',
  rate: 'read',
  returns: z.object({ url: z.string().nullable() }),
  problems: [],
})

// ── Users ──────────────────────────────────────────────────────────────────────────────────────────

export const setGuests = route({
  method: 'PUT',
  path: '/guest-accounts',
  area: 'Users',
  summary:
    'Make members guest accounts, who use the password instead of single sign-on, or end that; all or none of them',
  access: 'users:edit',
  rate: 'write',
  body: z.object({ memberIds: z.array(MemberId).min(1).max(1000), guest: z.boolean() }),
  returns: z.object({ changed: z.number().int() }),
  problems: ['not-found', 'owner-protected', 'more-than-you-hold', 'yourself', 'policy-locks-out'],
})

export const unlinkUser = route({
  method: 'DELETE',
  path: '/users/:memberId/connections/:connectionId',
  area: 'Users',
  summary:
    'Take the link between a member and their account at the provider away; ends their sessions here',
  access: 'users:edit',
  rate: 'write',
  params: z.object({ memberId: MemberId, connectionId: ConnectionId }),
  returns: null,
  problems: ['not-found', 'owner-protected', 'more-than-you-hold'],
})

export const RefusedJoin = z.object({
  id: z.uuid(),
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  path: z.enum(['single-sign-on', 'access-link', 'member-invites']),
  reason: z.enum(refusedJoinReasons),
  times: z.number().int(),
  lastAt: Time,
})
export type RefusedJoin = z.infer<typeof RefusedJoin>

const oneRefused = z.object({ refusedId: z.uuid() })

export const listRefusedJoins = route({
  method: 'GET',
  path: '/refused-joins',
  area: 'Users',
  summary: 'People who tried to come in by themselves and were refused, the newest 200 (US7)',
  access: 'users:add',
  rate: 'read',
  returns: z.object({ items: z.array(RefusedJoin) }),
  problems: [],
})

export const addRefusedJoin = route({
  method: 'POST',
  path: '/refused-joins/:refusedId',
  area: 'Users',
  summary:
    'Add somebody who was refused, as an administrator adds a user; without a role: the lowest default role',
  access: 'users:add',
  rate: 'write',
  params: oneRefused,
  body: z.object({ roleId: RoleId.optional(), hubIds: z.array(HubId).max(500).default([]) }),
  idempotent: true,
  status: 201,
  returns: z.object({ id: MemberId }),
  problems: [
    'not-found',
    'already-a-member',
    'owner-protected',
    'more-than-you-hold',
    'values-refused',
  ],
})

export const dismissRefusedJoin = route({
  method: 'DELETE',
  path: '/refused-joins/:refusedId',
  area: 'Users',
  summary: 'Take somebody who was refused off the list',
  access: 'users:add',
  rate: 'write',
  params: oneRefused,
  returns: null,
  problems: ['not-found'],
})

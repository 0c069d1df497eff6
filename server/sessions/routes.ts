import type { MemberId } from '#api/common.ts'
import { api } from '#api/index.ts'
import { Problem, problem } from '#api/problem.ts'
import { requireOwnProof } from '#server/door/fresh-evidence.ts'
import { type Endpoint, serve, serveFlight, serveFree } from '#server/http/call.ts'
import { photoUrl } from '#server/members/photo-url.ts'
import { logoUrl } from '#server/organizations/logo-url.ts'
import { readConfiguration } from '#server/organizations/read-configuration.ts'
import { newToken } from '#server/platform/token.ts'
import { breakGlass } from './break-glass.ts'
import { deliver, deliverPending, deliverProved } from './deliver.ts'
import { endMySession } from './end-my-session.ts'
import { endUserSessions } from './end-user-sessions.ts'
import { findSlug } from './find-slug.ts'
import { listMySessions } from './list-my-sessions.ts'
import { listUserSessions } from './list-user-sessions.ts'
import { endLogin, endLoginsOf } from './login.ts'
import {
  type LastSession,
  lastSessions,
  type OwnRow,
  ownRows,
  toInDeletion,
  toRows,
} from './membership.ts'
import { proveEmailCode } from './prove-email-code.ts'
import { provePassword } from './prove-password.ts'
import { proveRecoveryCode } from './prove-recovery-code.ts'
import { proveTotp } from './prove-totp.ts'
import { sendEmailCode } from './send-email-code.ts'
import { signIn } from './sign-in.ts'
import { finishSso } from './sso/finish-sso.ts'
import { getProviderSignOut } from './sso/get-provider-sign-out.ts'
import type { SsoOptions } from './sso/sso-options.ts'
import { ssoRefused } from './sso/sso-refused.ts'
import { startSso } from './sso/start-sso.ts'
import { switchOrganization } from './switch-organization.ts'

const identityPlane = 'sessions, log-ins and passwords lie in the identity plane'
const yearMs = 365 * 86_400_000

interface Options extends SsoOptions {
  secretKey: Buffer
}

export const sessionRoutes = ({ secretKey, ...options }: Options): Endpoint[] => [
  ...signingIn(secretKey, options),
  ...throughProviders(options),
  ...signingOut,
]

/** From the password to a door and through it. */
const signingIn = (secretKey: Buffer, { keyRing }: SsoOptions): Endpoint[] => [
  serveFree(
    api.signIn,
    async ({ db, body, cookies, request, now }) => {
      const browser = body.transport === 'cookie' ? cookies.get('browser') : null
      const remembered = browser ?? newToken('browser').token
      const outcome = await signIn(
        db,
        secretKey,
        {
          ...body,
          browserToken: body.transport === 'cookie' ? remembered : null,
          sessionToken: body.transport === 'cookie' ? cookies.get('session') : null,
        },
        request,
        now,
      )
      if (outcome instanceof Problem) return outcome
      if (body.transport === 'cookie') {
        cookies.set('browser', remembered, new Date(now.getTime() + yearMs))
        if (outcome.outcome !== 'entered') cookies.clear('session')
      }
      return deliver(outcome, body.transport, cookies)
    },
    { unconfined: 'nobody is known yet' },
  ),

  serveFlight(
    api.listMyOrganizations,
    [ownRows, lastSessions],
    ({ caller, rows, now }) => {
      const own = (rows[0] ?? []) as unknown as OwnRow[]
      const last = rows[1] as unknown as (LastSession & { memberId: MemberId })[]
      const listed = toRows(
        own.filter(({ organizationStatus }) => organizationStatus === 'active'),
        caller,
        caller.kind === 'session' ? caller : null,
        new Map(last.map((session) => [session.memberId, session])),
        now,
      )
      return {
        email: caller.email,
        current: listed.organizations.find((row) => row.current) ?? null,
        ...listed,
        inDeletion: toInDeletion(own, caller),
      }
    },
    { unconfined: 'lists the memberships of one identity over all organizations' },
  ),

  serve(api.findSlug, ({ tx, caller, params }) => findSlug(tx, caller, params.slug), {
    unconfined: 'slugs lie over all organizations; what is told is of the caller’s own',
  }),

  serve(
    api.switchOrganization,
    async ({ tx, caller, body, request, cookies, now }) => {
      const outcome = await switchOrganization(tx, caller, body.memberId, request, now)
      if (outcome instanceof Problem) return outcome
      return deliver(outcome, caller.transport, cookies)
    },
    { unconfined: 'leaves one organization and enters another' },
  ),

  serveFlight(api.getSession, [], ({ caller }) => ({
    id: caller.sessionId,
    email: caller.email,
    expiresAt: caller.expiresAt.toISOString(),
    organization: {
      id: caller.organizationId,
      name: caller.organization.name,
      slug: caller.organization.slug,
      logoUrl: logoUrl(caller.organization.logoId),
      language: caller.organization.language,
      currency: caller.organization.currency,
      timeZone: caller.organization.timeZone,
      configuration: readConfiguration(caller.organization.configuration),
      membersMayInvite: caller.organization.membersMayInvite,
    },
    member: {
      id: caller.memberId,
      photoUrl: photoUrl(caller.photoId),
      fieldsMissing: caller.fieldsMissing,
      firstName: caller.firstName,
      lastName: caller.lastName,
      status: caller.status,
      language: caller.language,
      timeZone: caller.timeZone,
    },
    role: { id: caller.role.id, name: caller.role.name, template: caller.role.template },
    permissions: [...caller.permissions],
    restrictions: [...caller.restrictions],
    missing: [...caller.missing],
    breakGlassUntil: caller.breakGlassUntil?.toISOString() ?? null,
    deletionDueAt: caller.standing.deletionDueAt?.toISOString() ?? null,
  })),

  serveFree(
    api.provePassword,
    async ({ db, caller, body, request, cookies, now }) => {
      const proved = await provePassword(db, secretKey, caller, body.password, request, now)
      return deliverProved(proved, caller.transport, cookies)
    },
    { unconfined: identityPlane },
  ),

  serve(
    api.sendEmailCode,
    ({ tx, caller, request, now }) => sendEmailCode(tx, secretKey, caller, request.ip, now),
    { unconfined: identityPlane },
  ),

  serve(
    api.proveEmailCode,
    async ({ tx, caller, body, request, cookies, now }) => {
      const proved = await proveEmailCode(tx, secretKey, caller, body.code, request, now)
      return deliverProved(proved, caller.transport, cookies)
    },
    { unconfined: identityPlane },
  ),

  serve(
    api.proveTotp,
    async ({ tx, caller, body, request, cookies, now }) => {
      const keys = { secretKey, keyRing }
      const proved = await proveTotp(tx, keys, caller, body.code, request, now)
      return deliverProved(proved, caller.transport, cookies)
    },
    { unconfined: identityPlane },
  ),

  serveFree(
    api.proveRecoveryCode,
    async ({ db, caller, body, request, cookies, now }) => {
      const proved = await proveRecoveryCode(db, secretKey, caller, body.code, request, now)
      return deliverProved(proved, caller.transport, cookies)
    },
    { unconfined: identityPlane },
  ),

  serve(
    api.breakGlass,
    async ({ tx, caller, body, request, cookies, now }) => {
      const entered = await breakGlass(tx, secretKey, caller, body, request, now)
      if (entered instanceof Problem) return entered
      const outcome = deliver(entered, caller.transport, cookies)
      const token = outcome.outcome === 'entered' ? outcome.token : undefined
      return {
        ...(token && { token }),
        until: entered.until.toISOString(),
        landing: entered.landing,
      }
    },
    { unconfined: identityPlane },
  ),
]

/** Through an organization's identity provider, there and back (LG4). */
const throughProviders = (options: SsoOptions): Endpoint[] => [
  serveFree(
    api.startSso,
    async ({ db, caller, body, request, cookies, now }) => {
      const browser = cookies.get('browser') ?? newToken('browser').token
      const begun = await startSso(db, options, caller, body, browser, request, now)
      cookies.set('browser', browser, new Date(now.getTime() + yearMs))
      return begun
    },
    {
      unconfined: 'an attempt lies in the identity plane; its connection is read inside its walls',
      // Deleted while the provider was asked.
      violations: {
        sso_attempts_organization_id_connection_id_fkey: () => problem('not-found'),
        sso_attempts_set_up_link_id_fkey: () => problem('link-not-valid'),
      },
    },
  ),

  serveFree(
    api.finishSso,
    async ({ db, caller, body, request, cookies, now }) => {
      const tokens = { browserToken: cookies.get('browser'), sessionToken: cookies.get('session') }
      const finished = await finishSso(db, options, caller, { ...body, ...tokens }, request, now)
      if (finished instanceof Problem || finished.result === 'tested') return finished
      // A living session stays until another door opens (SW5); a dead one goes.
      if (caller?.kind !== 'session') cookies.clear('session')
      if (finished.result === 'signed-in')
        return { ...finished, outcome: deliver(finished.outcome, 'cookie', cookies) }
      const { pending, ...told } = finished
      deliverPending(pending, 'cookie', cookies)
      return { ...told, expiresAt: pending.expiresAt.toISOString() }
    },
    {
      unconfined: 'crosses from the identity plane into one organization and back',
      // The connection was deleted while its provider was asked.
      violations: {
        sso_traces_organization_id_connection_id_fkey: () => ssoRefused('connection-off'),
      },
    },
  ),

  serveFree(api.getProviderSignOut, ({ db, caller }) => getProviderSignOut(db, options, caller), {
    unconfined: 'what a log-in keeps for its provider lies in the identity plane',
  }),
]

/** Ways out. */
const signingOut: Endpoint[] = [
  serve(
    api.signOut,
    async ({ tx, caller, cookies, now }) => {
      await endLogin(tx, caller.loginId, 'signed-out', now)
      cookies.clear('session')
      cookies.clear('pending')
      return undefined
    },
    { unconfined: identityPlane },
  ),

  serve(api.listMySessions, ({ tx, caller }) => listMySessions(tx, caller), {
    unconfined: identityPlane,
  }),

  serve(
    api.endMySession,
    async ({ tx, caller, params, cookies, now }) => {
      await endMySession(tx, caller, params.sessionId, now)
      if (params.sessionId === caller.sessionId) cookies.clear('session')
      return undefined
    },
    { unconfined: identityPlane },
  ),

  serve(api.listUserSessions, ({ tx, caller, params }) =>
    listUserSessions(tx, caller.organizationId, params.memberId),
  ),

  serve(api.endUserSessions, ({ tx, caller, params, request, now }) =>
    endUserSessions(tx, caller, params.memberId, request, now),
  ),

  serve(
    api.signOutEverywhere,
    async ({ tx, caller, cookies, now }) => {
      requireOwnProof(caller)
      await endLoginsOf(tx, caller.identityId, null, 'signed-out-everywhere', now)
      cookies.clear('session')
      cookies.clear('pending')
      return undefined
    },
    { unconfined: identityPlane },
  ),
]

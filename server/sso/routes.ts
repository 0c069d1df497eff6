import { api } from '#api/index.ts'
import { type Endpoint, serve, serveFree } from '#server/http/call.ts'
import type { Outside } from '#server/outside/outside.ts'
import type { KeyRing } from '#server/platform/seal.ts'
import { addDomain } from './add-domain.ts'
import { checkDomain } from './check-domain.ts'
import { connectionViolations } from './connection-violations.ts'
import { createConnection } from './create-connection.ts'
import { createSetUpLink } from './create-set-up-link.ts'
import { listDomains, shownDomain } from './domain.ts'
import { domainViolations } from './domain-violations.ts'
import { findDoor } from './find-door.ts'
import { getConnection } from './get-connection.ts'
import { listConnections } from './list-connections.ts'
import { listTraces } from './list-traces.ts'
import { openSetUp } from './open-set-up.ts'
import { removeConnection } from './remove-connection.ts'
import { removeDomain } from './remove-domain.ts'
import { revokeSetUpLink } from './revoke-set-up-link.ts'
import { saveSetUp } from './save-set-up.ts'
import { setConnectionStatus } from './set-connection-status.ts'
import { updateConnection } from './update-connection.ts'
import { updateDomain } from './update-domain.ts'

interface Options {
  publicUrl: string
  keyRing: KeyRing
  outside: Outside
}

export const ssoRoutes = (options: Options): Endpoint[] => [
  ...connectionRoutes(options),
  ...domainRoutes(options),
]

const byLink = 'a set-up link is found first; then enters the walls of its organization'

/** Connections to identity providers, and what happened on them (SS1, SS3). */
const connectionRoutes = ({ publicUrl, keyRing, outside }: Options): Endpoint[] => [
  serve(api.listConnections, async ({ tx, caller, now }) => ({
    items: await listConnections(tx, caller, publicUrl, now),
  })),
  serve(api.getConnection, ({ tx, caller, params, now }) =>
    getConnection(tx, caller, publicUrl, params.connectionId, now),
  ),
  serve(
    api.createConnection,
    ({ tx, caller, body, request, now }) =>
      createConnection(tx, { keyRing, publicUrl }, caller, body, request, now),
    { violations: connectionViolations },
  ),
  serveFree(
    api.updateConnection,
    ({ db, caller, params, body, request, now }) =>
      updateConnection(
        { db, keyRing, outside, publicUrl },
        caller,
        params.connectionId,
        body,
        request,
        now,
      ),
    {
      unconfined: 'asks the provider between two transactions, each inside the walls of the caller',
      violations: connectionViolations,
    },
  ),
  serve(api.setConnectionStatus, ({ tx, caller, params, body, request, now }) =>
    setConnectionStatus(tx, caller, publicUrl, params.connectionId, body.status, request, now),
  ),
  serve(api.removeConnection, ({ tx, caller, params, request, now }) =>
    removeConnection(tx, caller, params.connectionId, request, now),
  ),
  serve(api.listTraces, ({ tx, params }) => listTraces(tx, params.connectionId)),

  serve(api.createSetUpLink, ({ tx, caller, params, request, now }) =>
    createSetUpLink(tx, caller, publicUrl, params.connectionId, request, now),
  ),
  serve(api.revokeSetUpLink, ({ tx, caller, params, request, now }) =>
    revokeSetUpLink(tx, caller, params.connectionId, request, now),
  ),
  serve(api.openSetUp, ({ tx, body, now }) => openSetUp(tx, publicUrl, body.token, now), {
    unconfined: byLink,
  }),
  serveFree(
    api.saveSetUp,
    ({ db, body, request, now }) =>
      saveSetUp({ db, keyRing, outside, publicUrl }, body, request, now),
    { unconfined: byLink },
  ),
]

/** Domains, and where they lead (LG5). */
const domainRoutes = ({ outside: { resolveTxt } }: Options): Endpoint[] => [
  serve(api.listDomains, async ({ tx }) => ({ items: (await listDomains(tx)).map(shownDomain) })),
  serve(
    api.addDomain,
    ({ tx, caller, body, request, now }) => addDomain(tx, caller, body, request, now),
    { violations: domainViolations },
  ),
  serve(
    api.updateDomain,
    ({ tx, caller, params, body, request, now }) =>
      updateDomain(tx, caller, params.domainId, body.connectionId, request, now),
    { violations: domainViolations },
  ),
  serveFree(
    api.checkDomain,
    ({ db, caller, params, request, now }) =>
      checkDomain({ db, resolveTxt }, caller, params.domainId, request, now),
    {
      unconfined: 'asks the DNS between two transactions, each inside the walls of the caller',
      violations: domainViolations,
    },
  ),
  serve(api.removeDomain, ({ tx, caller, params, request, now }) =>
    removeDomain(tx, caller, params.domainId, request, now),
  ),
  serve(api.findDoor, ({ tx, body, now }) => findDoor(tx, body, now), {
    unconfined: 'nobody is known yet; enters the walls of the organization that is named',
  }),
]

import type { HubId } from '#api/common.ts'
import { api } from '#api/index.ts'
import { type Endpoint, serve, serveFlight } from '#server/http/call.ts'
import { createHub } from './create-hub.ts'
import { getHubDetail, hubViolations } from './hub.ts'
import { myHubs } from './hub-access.ts'
import { listHubPlaces } from './list-hub-places.ts'
import { listHubs } from './list-hubs.ts'
import { removeHub } from './remove-hub.ts'
import { updateHub } from './update-hub.ts'

export const hubRoutes: Endpoint[] = [
  serveFlight(api.listMyHubs, [myHubs], ({ rows }) => ({
    items: (rows[0] ?? []) as { id: HubId; name: string }[],
  })),
  serve(api.listHubPlaces, ({ tx, query }) => listHubPlaces(tx, query)),
  serve(api.listHubs, ({ tx, query }) => listHubs(tx, query)),
  serve(
    api.createHub,
    ({ tx, caller, body, request, now }) => createHub(tx, caller, body, request, now),
    { violations: hubViolations },
  ),
  serve(api.getHub, ({ tx, caller, params }) => getHubDetail(tx, caller, params.hubId)),
  serve(
    api.updateHub,
    ({ tx, caller, params, body, request, now }) =>
      updateHub(tx, caller, params.hubId, body, request, now),
    { violations: hubViolations },
  ),
  serve(api.removeHub, ({ tx, caller, params, request, now }) =>
    removeHub(tx, caller, params.hubId, request, now),
  ),
]

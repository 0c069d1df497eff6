import { api } from '#api/index.ts'
import { type Endpoint, serve } from '#server/http/call.ts'
import { getOrganization } from './get-organization.ts'
import { updateOrganization } from './update-organization.ts'

export const organizationRoutes: Endpoint[] = [
  serve(api.getOrganization, ({ tx }) => getOrganization(tx)),
  serve(api.updateOrganization, ({ tx, caller, body, request, now }) =>
    updateOrganization(tx, caller, body, request, now),
  ),
]

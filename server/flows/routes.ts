import { api } from '#api/index.ts'
import { serve } from '#server/http/call.ts'
import { copyFlow } from './copy-flow.ts'
import { createFlow } from './create-flow.ts'
import { flowViolations, getFlow } from './flow.ts'
import { getFlowVersion, listFlowVersions } from './flow-versions.ts'
import { listFlows } from './list-flows.ts'
import { orderFlows } from './order-flows.ts'
import { removeFlow } from './remove-flow.ts'
import { restoreFlow } from './restore-flow.ts'
import { updateFlow } from './update-flow.ts'

export const flowRoutes = [
  serve(api.listFlows, ({ tx }) => listFlows(tx)),
  serve(api.getFlow, ({ tx, params }) => getFlow(tx, params.flowId)),
  serve(
    api.createFlow,
    ({ tx, caller, body, request, now }) => createFlow(tx, caller, body, request, now),
    {
      violations: flowViolations,
    },
  ),
  serve(
    api.updateFlow,
    ({ tx, caller, params, body, request, now }) =>
      updateFlow(tx, caller, params.flowId, body, request, now),
    { violations: flowViolations },
  ),
  serve(api.removeFlow, async ({ tx, caller, params, request, now }) => {
    await removeFlow(tx, caller, params.flowId, request, now)
    return undefined
  }),
  serve(
    api.copyFlow,
    ({ tx, caller, params, body, request, now }) =>
      copyFlow(tx, caller, params.flowId, body.name, request, now),
    { violations: flowViolations },
  ),
  serve(api.orderFlows, ({ tx, caller, body, request, now }) =>
    orderFlows(tx, caller, body.flowIds, request, now),
  ),
  serve(api.listFlowVersions, ({ tx, params, query }) =>
    listFlowVersions(tx, params.flowId, query),
  ),
  serve(api.getFlowVersion, ({ tx, params }) => getFlowVersion(tx, params.flowId, params.version)),
  serve(api.restoreFlow, ({ tx, caller, params, body, request, now }) =>
    restoreFlow(tx, caller, params.flowId, body, request, now),
  ),
]

import { api } from '#api/index.ts'
import { serve } from '#server/http/call.ts'
import { createFlow } from './create-flow.ts'
import { flowViolations, getFlow } from './flow.ts'
import { listFlows } from './list-flows.ts'
import { removeFlow } from './remove-flow.ts'
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
]

import { api } from '#api/index.ts'
import { serve, serveFree } from '#server/http/call.ts'
import { checkAuditChain } from './check-audit-chain.ts'
import { getAuditChain } from './get-audit-chain.ts'
import { listAuditActions } from './list-audit-actions.ts'
import { listAuditEvents } from './list-audit-events.ts'

export const auditRoutes = [
  serve(api.listAuditEvents, ({ tx, query }) => listAuditEvents(tx, query)),
  serve(api.listAuditActions, async ({ tx }) => ({ items: await listAuditActions(tx) })),
  serve(api.getAuditChain, ({ tx }) => getAuditChain(tx)),
  serveFree(
    api.checkAuditChain,
    async ({ db, caller, body }) => {
      const { links, events, broken } = await checkAuditChain(db, caller.organizationId, body.head)
      return { links, events, broken }
    },
    { unconfined: 'reads page by page, each confined to the organization of the caller' },
  ),
]

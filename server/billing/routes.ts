import { api } from '#api/index.ts'
import { type Endpoint, serve, serveDownload } from '#server/http/call.ts'
import { downloadBillingEntries } from './download-billing-entries.ts'
import { getBilling } from './get-billing.ts'
import { getBillingEntry } from './get-billing-entry.ts'
import { listBillingEntries } from './list-billing-entries.ts'
import { listBillingEvents } from './list-billing-events.ts'
import { listBillingPeriods } from './list-billing-periods.ts'
import { updateBilling } from './update-billing.ts'

export const billingRoutes: Endpoint[] = [
  serve(api.getBilling, ({ tx, now }) => getBilling(tx, now)),
  serve(api.updateBilling, ({ tx, caller, body, request, now }) =>
    updateBilling(tx, caller, body, request, now),
  ),
  serve(api.listBillingPeriods, ({ tx, query, now }) => listBillingPeriods(tx, query, now)),
  serve(api.listBillingEntries, ({ tx, params, query }) =>
    listBillingEntries(tx, params.number, query),
  ),
  serveDownload(api.downloadBillingEntries, downloadBillingEntries),
  serve(api.getBillingEntry, ({ tx, params }) => getBillingEntry(tx, params.entryId)),
  serve(api.listBillingEvents, ({ tx, query, now }) => listBillingEvents(tx, query, now)),
]

import sql from 'sql-template-tag'
import type { BillingEntry, downloadBillingEntries as route } from '#api/billing.ts'
import type { OrganizationId } from '#api/common.ts'
import type { Download, DownloadCall } from '#server/http/call.ts'
import { csvHead, csvLine } from '#server/platform/csv.ts'
import { confine, type Database } from '#server/platform/database.ts'
import { findEntries, stands } from './billing-entry.ts'
import { getPeriod } from './billing-period.ts'

const columns = [
  'name',
  'member_id',
  'change',
  'period_first_day',
  'period_last_day',
  'active_from',
  'program',
  'with',
  'match_id',
  'recorded_at',
  'entry_id',
]
const batch = 500

/**
 * The list of a period as CSV, read a batch at a time, each in a short transaction of its own.
 *
 * @throws not-found
 */
export async function downloadBillingEntries({
  tx,
  db,
  caller,
  params,
}: DownloadCall<typeof route>): Promise<Download> {
  const { firstDay } = await getPeriod(tx, params.number)
  return {
    name: `active-participants-${firstDay}.csv`,
    contentType: 'text/csv',
    content: linesOf(db, caller.organizationId, params.number),
  }
}

async function* linesOf(
  db: Database,
  organizationId: OrganizationId,
  number: number,
): AsyncGenerator<Buffer, void> {
  yield Buffer.from(csvHead(columns))
  for (let after = ['', '00000000-0000-0000-0000-000000000000']; ; ) {
    const found = await db.transaction(async (tx) => {
      await confine(tx, organizationId)
      return findEntries(
        tx,
        sql`where e.period = ${number} and ${stands} and (lower(e.name), e.id) > (${after[0]}, ${after[1]})
          order by lower(e.name), e.id limit ${batch}`,
      )
    })
    const last = found.at(-1)
    if (!last) return
    yield Buffer.from(found.map(lineOf).join(''))
    after = [last.place, last.id]
  }
}

const lineOf = (entry: BillingEntry): string =>
  csvLine([
    entry.name,
    entry.memberId,
    entry.change,
    entry.ofPeriod.firstDay,
    entry.ofPeriod.lastDay,
    entry.activeFrom,
    entry.match.program.name,
    entry.match.others.join('; '),
    entry.match.id,
    entry.recordedAt,
    entry.id,
  ])

import type { BillingEvent } from '#api/billing.ts'
import { listBillingEvents } from '#server/billing/list-billing-events.ts'
import { confine } from '#server/platform/database.ts'
import { chosenOrganizations } from './chosen-organizations.ts'
import { defineCommand, NotUnderstood } from './command.ts'
import { beside } from './connect.ts'

const pageMax = 100

/** BL2, BL3: what a payment provider is fed with, by whoever runs this server. */
export const listBillsCommand = defineCommand({
  name: 'list-bills',
  does: 'prints every billing period that has closed (since then), of all organizations or one',
  explains:
    'Prints the billing periods that have closed, of all organizations or one, with who counted and what was corrected: ' +
    'for whatever makes the invoices.',
  arguments: ['organization?'],
  options: {
    since: { takes: '<time>', does: 'only those that closed at or after this (ISO 8601)' },
  },
  fails: 'there is no such organization, or the bills could not be read',
  example: '--json --since 2026-12-01',
  read([slug], { since }) {
    if (since !== null && Number.isNaN(Date.parse(since)))
      throw new NotUnderstood('--since wants a time, such as 2026-03-31T00:00:00Z')
    return (surroundings) =>
      beside(surroundings, async (database) => {
        const events: (BillingEvent & { organization: string })[] = []
        for await (const { id, slug: organization } of chosenOrganizations(database, slug))
          for (let cursor: string | null | undefined; cursor !== null; ) {
            const page = await database.transaction(async (tx) => {
              await confine(tx, id)
              return listBillingEvents(
                tx,
                { cursor: cursor ?? undefined, limit: pageMax },
                new Date(),
              )
            })
            events.push(...page.items.map((event) => ({ organization, ...event })))
            cursor = page.nextCursor
          }
        const wanted = events.filter(
          ({ occurredAt }) => since === null || Date.parse(occurredAt) >= Date.parse(since),
        )
        return {
          text: wanted.length > 0 ? wanted.map(describe).join('\n') : 'No period has closed.',
          data: { events: wanted },
        }
      })
  },
})

const describe = ({ organization, data }: BillingEvent & { organization: string }): string =>
  `${organization}  ${data.firstDay} to ${data.lastDay}  ${data.billed} (${data.active} active, +${data.corrections.added} -${data.corrections.removed})`

import { type BillCheck, checkBill } from '#server/billing/check-bill.ts'
import { confine } from '#server/platform/database.ts'
import { chosenOrganizations } from './chosen-organizations.ts'
import { defineCommand } from './command.ts'
import { beside } from './connect.ts'

/** BL3: computes every bill anew from the raw intervals of matches, by other means than the ledger, and compares. */
export const checkBillCommand = defineCommand({
  name: 'check-bill',
  does: 'computes the bills anew from what was active when, and compares',
  explains:
    'Computes all bills anew from the intervals in which matches were active, by other means than the ledger, or that of ' +
    'one organization, and compares.',
  arguments: ['organization?'],
  done: 'all bills are right',
  fails: 'a bill is wrong, or could not be read',
  example: 'acme-logistics',
  read([slug]) {
    return (surroundings) =>
      beside(surroundings, async (database) => {
        const checked = []
        for await (const { id, slug: organization } of chosenOrganizations(database, slug)) {
          const check = await database.transaction(async (tx) => {
            await confine(tx, id)
            return checkBill(tx)
          })
          checked.push({ organization, whole: isWhole(check), ...check })
        }
        const wrong = checked.filter(({ whole }) => !whole)
        return {
          text: [
            ...checked.map(describe),
            `Checked: ${checked.length}. ${wrong.length === 0 ? 'All are right.' : `Wrong: ${wrong.length}.`}`,
          ].join('\n'),
          data: { checked },
          bad: wrong.length > 0,
        }
      })
  },
})

const isWhole = ({ wrongBounds, changedSince, differences }: BillCheck): boolean =>
  wrongBounds.length + changedSince.length + differences.length === 0

function describe(check: BillCheck & { organization: string; whole: boolean }): string {
  const { organization, periods, entries, intervals } = check
  if (check.whole)
    return `${organization}  right  (${periods} periods, ${entries} entries, ${intervals} intervals)`
  return [
    `${organization}  WRONG`,
    ...check.wrongBounds.map((n) => `  period ${n} begins or ends elsewhere than it must`),
    ...check.changedSince.map((n) => `  period ${n} is no longer what it closed with`),
    ...check.differences.map(
      ({ period, missing, tooMuch }) =>
        `  period ${period}: ${missing} missing, ${tooMuch} too much`,
    ),
  ].join('\n')
}

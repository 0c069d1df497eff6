import { z } from 'zod'
import { strikeMatchByCommand } from '#server/billing/strike-match-by-command.ts'
import { StartError } from '#server/platform/start-error.ts'
import { defineCommand, NotUnderstood } from './command.ts'
import { beside } from './connect.ts'
import { getOrganizationOf } from './get-organization-of.ts'

const Reason = z.string().trim().min(3).max(300)

/** BL3: a correction, which is whoever runs this server's alone: organizations cannot shorten their own bill. */
export const strikeMatchCommand = defineCommand({
  name: 'strike-match',
  does: 'takes a match that was made by mistake, and has ended, off the bill',
  explains:
    'Takes a match that was made by mistake, and has ended, off the bill. Periods that have closed stay as they are and are ' +
    'corrected in the present one; the audit log says that it was the operator.',
  arguments: ['organization'],
  options: {
    match: {
      takes: '<id>',
      required: true,
      does: 'its id, with which the address of its page ends',
    },
    reason: { takes: '<text>', required: true, does: 'why, for their bill; 3 to 300 characters' },
  },
  fails: 'there is no such match that has ended and still counts',
  example: 'acme-logistics --match 01a2010b-65f3-72a7-814e-818c28c77617 --reason "made twice"',
  read([slug], options) {
    const match = z.uuid().safeParse(options.match)
    const reason = Reason.safeParse(options.reason)
    if (!match.success) throw new NotUnderstood('strike-match wants --match <id>')
    if (!reason.success) throw new NotUnderstood('strike-match wants --reason, 3 to 300 characters')
    return (surroundings) =>
      beside(surroundings, async (database) => {
        const { id } = await database.transaction((tx) => getOrganizationOf(tx, slug))
        const struck = await database.transaction((tx) =>
          strikeMatchByCommand(tx, id, match.data, reason.data, new Date()),
        )
        if (struck === 0)
          throw new StartError(
            `${slug} has no such match that has ended and still counts. End an active one first.`,
          )
        return {
          text: `Struck: ${struck} intervals of activity. The bill says so.`,
          data: { organization: slug, match: match.data, intervals: struck },
        }
      })
  },
})

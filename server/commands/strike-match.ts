import { z } from 'zod'
import { strikeMatchByCommand } from '#server/billing/strike-match-by-command.ts'
import { StartError } from '#server/platform/start-error.ts'
import { type Command, NotUnderstood } from './command.ts'
import { beside } from './connect.ts'
import { getOrganizationOf } from './get-organization-of.ts'
import { readArguments, textOption } from './read-arguments.ts'

const Reason = z.string().trim().min(3).max(300)

/** BL3: a correction, which is whoever runs this server's alone: organizations cannot shorten their own bill. */
export const strikeMatchCommand: Command = {
  name: 'strike-match',
  takes: '<organization> --match <id> --reason <text>',
  does: 'takes a match that was made by mistake, and has ended, off the bill; closed periods are corrected in the present one',
  options: { match: { type: 'string' }, reason: { type: 'string' } },
  read(rest, options) {
    const [slug] = readArguments('strike-match', rest, ['slug'])
    const match = z.uuid().safeParse(textOption(options, 'match'))
    const reason = Reason.safeParse(textOption(options, 'reason') ?? '')
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
}

import { deleteOrganizationByCommand } from '#server/closing/delete-organization-by-command.ts'
import { eraseOrganization } from '#server/closing/erase-organization.ts'
import type { KnownOrganization } from '#server/organizations/find-organization.ts'
import { StartError } from '#server/platform/start-error.ts'
import { type Command, NotUnderstood, type Surroundings } from './command.ts'
import { beside } from './connect.ts'
import { getOrganizationOf } from './get-organization-of.ts'
import { readArguments } from './read-arguments.ts'

/** OP4, OR2. */
export const deleteOrganizationCommand: Command = {
  name: 'delete-organization',
  takes: '<organization>',
  does: 'begins to delete it: its owners can keep it for 30 days (--now erases it at once); asks, unless told --yes',
  options: { now: { type: 'boolean' }, yes: { type: 'boolean' } },
  read(rest, options) {
    const [slug] = readArguments('delete-organization', rest, ['slug'])
    const atOnce = options.now === true
    return (surroundings) => {
      if (options.yes !== true && !surroundings.ask)
        throw new NotUnderstood('delete-organization wants --yes where nobody can be asked')
      return beside(surroundings, async (database) => {
        const organization = await database.transaction((tx) => getOrganizationOf(tx, slug))
        const { id, name } = organization
        if (options.yes !== true) await confirm(surroundings, organization, atOnce)
        const now = new Date()
        const until = await database.transaction(async (tx) => {
          await getOrganizationOf(tx, slug)
          return deleteOrganizationByCommand(tx, organization, atOnce, now)
        })
        if (!until) throw new StartError(`${name} is being deleted already.`)
        // To the end: whoever is told that it is gone may rely on that.
        if (atOnce) await eraseOrganization(database, id, now, new AbortController().signal)
        return {
          text: atOnce
            ? `${name} was erased.`
            : `${name} is being deleted. Its owners can keep it until ${until.toISOString()}.`,
          data: {
            organization: { id, name, slug: organization.slug },
            until: atOnce ? null : until,
          },
        }
      })
    }
  },
}

async function confirm(
  { ask }: Surroundings,
  { name, slug }: KnownOrganization,
  atOnce: boolean,
): Promise<void> {
  const what = atOnce
    ? `Everything of ${name} is erased now and cannot be brought back.`
    : `Nobody can enter ${name} any more; in 30 days everything of it is erased.`
  const typed = await ask?.(`${what}\nType ${slug} to go on: `)
  if (typed?.trim() !== slug) throw new StartError('Nothing was done.')
}

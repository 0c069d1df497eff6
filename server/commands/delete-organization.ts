import { deleteOrganizationByCommand } from '#server/closing/delete-organization-by-command.ts'
import { eraseOrganization } from '#server/closing/erase-organization.ts'
import type { KnownOrganization } from '#server/organizations/find-organization.ts'
import { StartError } from '#server/platform/start-error.ts'
import { defineCommand, NotUnderstood, type Surroundings } from './command.ts'
import { beside } from './connect.ts'
import { getOrganizationOf } from './get-organization-of.ts'

/** OP4, OR2. */
export const deleteOrganizationCommand = defineCommand({
  name: 'delete-organization',
  does: 'begins to delete it: its owners can keep it for 30 days',
  explains:
    'Begins to delete an organization, as an owner can: nobody enters it any more, and for 30 days its owners can keep it. ' +
    'On a terminal it asks for the name of what it deletes; elsewhere it wants --yes.',
  arguments: ['organization'],
  options: {
    now: { does: 'erases everything of it before it ends: only a backup brings that back' },
    yes: { does: 'does not ask' },
  },
  fails: 'it is being deleted already, there is no such organization, or nobody confirmed',
  example: 'acme-logistics --yes',
  read([slug], { now: atOnce, yes }) {
    return (surroundings) => {
      if (!yes && !surroundings.ask)
        throw new NotUnderstood(
          'delete-organization wants --yes where nobody can be asked',
          'delete-organization',
        )
      return beside(surroundings, async (database) => {
        const organization = await database.transaction((tx) => getOrganizationOf(tx, slug))
        const { id, name } = organization
        if (!yes) await confirm(surroundings, organization, atOnce)
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
})

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

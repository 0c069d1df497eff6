import type { KnownOrganization } from '#server/organizations/find-organization.ts'
import { listAllOrganizations } from '#server/organizations/list-all-organizations.ts'
import type { Command } from './command.ts'
import { beside } from './connect.ts'
import { readArguments } from './read-arguments.ts'

export const listOrganizationsCommand: Command = {
  name: 'list-organizations',
  does: 'names all organizations, the oldest first',
  read(rest) {
    readArguments('list-organizations', rest, [])
    return (surroundings) =>
      beside(surroundings, async (database) => {
        const organizations: KnownOrganization[] = []
        for await (const organization of listAllOrganizations(database))
          organizations.push(organization)
        const lines = organizations.map(
          ({ slug, name, status, deletingUntil }) =>
            `${slug}  ${name}${status === 'active' ? '' : `  (${status}${deletingUntil ? ` until ${deletingUntil.toISOString()}` : ''})`}`,
        )
        return {
          text: lines.length > 0 ? lines.join('\n') : 'There is no organization yet.',
          data: { organizations },
        }
      })
  },
}

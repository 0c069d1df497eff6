import type { KnownOrganization } from '#server/organizations/find-organization.ts'
import { listAllOrganizations } from '#server/organizations/list-all-organizations.ts'
import { defineCommand } from './command.ts'
import { beside } from './connect.ts'

export const listOrganizationsCommand = defineCommand({
  name: 'list-organizations',
  does: 'names all organizations, the oldest first',
  explains:
    'Names all organizations, the oldest first, each as its address has it, and says which are suspended or being deleted.',
  fails: 'the database could not be read',
  example: '--json',
  read() {
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
})

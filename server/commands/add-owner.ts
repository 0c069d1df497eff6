import { addOwnerByCommand } from '#server/joining/add-owner-by-command.ts'
import { StartError } from '#server/platform/start-error.ts'
import { defineCommand } from './command.ts'
import { beside } from './connect.ts'
import { getOrganizationOf } from './get-organization-of.ts'
import { passwordLink } from './password-link.ts'

/** OP4: the way back into an organization whose owners are gone or cannot enter. */
export const addOwnerCommand = defineCommand({
  name: 'add-owner',
  does: 'makes somebody its owner, who may be new to it; the other owners are mailed',
  explains:
    'Makes a member an owner, or adds somebody new as one: the way back where all owners are gone or cannot enter. ' +
    'The other owners are mailed, and the audit log says that it was the operator.',
  arguments: ['organization', 'e-mail'],
  options: {
    'password-link': { does: 'prints the link for a first password, and mails none' },
  },
  fails: 'there is no such organization, it is not active, or they are suspended in it',
  example: 'acme-logistics ben@example.com',
  read([slug, email], { 'password-link': printLink }) {
    return (surroundings) =>
      beside(surroundings, async (database) => {
        const done = await database.transaction(async (tx) => {
          const organization = await getOrganizationOf(tx, slug)
          if (organization.status !== 'active')
            throw new StartError(
              `${organization.name} is not active: it is ${organization.status}.`,
            )
          const added = await addOwnerByCommand(tx, { email, printLink }, new Date())
          if (added === 'suspended')
            throw new StartError(
              `${email} is suspended in ${organization.name}; an owner of it restores them first.`,
            )
          return { ...added, organization }
        })
        const { result, memberId, token, organization } = done
        const link = token && passwordLink(surroundings.config.publicUrl, token)
        const said = {
          added: link
            ? `${email} was added to ${organization.name} as an owner, and sets a password there, once, within seven days:\n${link}`
            : `${email} was added to ${organization.name} as an owner; a mail that says how to sign in waits to be sent.`,
          'role-changed': `${email} is an owner of ${organization.name} now.`,
          unchanged: `${email} is an owner of ${organization.name} already.`,
        }
        const { id, name } = organization
        return {
          text: said[result],
          data: {
            organization: { id, name, slug: organization.slug },
            memberId,
            email,
            result,
            link,
          },
        }
      })
  },
})

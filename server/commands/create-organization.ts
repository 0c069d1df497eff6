import { z } from 'zod'
import { Email } from '#api/common.ts'
import { HubPlace } from '#api/hubs.ts'
import { OrganizationNameInput } from '#api/organizations.ts'
import { createOrganizationByCommand } from '#server/founding/create-organization-by-command.ts'
import { type Command, NotUnderstood, type Options } from './command.ts'
import { beside } from './connect.ts'
import { passwordLink } from './password-link.ts'
import { readArguments, textOption } from './read-arguments.ts'

const Asked = z.object({ name: OrganizationNameInput, ownerEmail: Email, hub: HubPlace })

/** OP4: an organization with its owner, as nobody may be able to sign up. */
export const createOrganizationCommand: Command = {
  name: 'create-organization',
  takes: '<name> --owner <e-mail> --hub <name> --at <latitude,longitude>',
  does: 'makes an organization; its owner is mailed how to sign in (--password-link prints the link instead)',
  options: {
    owner: { type: 'string' },
    hub: { type: 'string' },
    at: { type: 'string' },
    'password-link': { type: 'boolean' },
  },
  read(rest, options) {
    const [name] = readArguments('create-organization', rest, ['name'])
    const asked = readAsked(name, options)
    const printLink = options['password-link'] === true
    return (surroundings) =>
      beside(surroundings, async (database) => {
        const made = await database.transaction((tx) =>
          createOrganizationByCommand(tx, { ...asked, printLink }, new Date()),
        )
        const { publicUrl } = surroundings.config
        const { id, slug, token } = made
        const link = token && passwordLink(publicUrl, token)
        const address = `${publicUrl}/o/${slug}`
        const { name, ownerEmail } = asked
        const how = made.known
          ? `${ownerEmail} signs in as before, and was written a mail.`
          : link
            ? `${ownerEmail} sets a password there, once, within seven days:\n${link}`
            : `A mail to ${ownerEmail} with the link to set a password waits to be sent.`
        return {
          text: `${name} is there: ${address}\n${how}`,
          data: { organization: { id, name, slug, address }, owner: ownerEmail, link },
        }
      })
  },
}

function readAsked(name: string, options: Options): z.output<typeof Asked> {
  const [latitude, longitude] = (textOption(options, 'at') ?? '')
    .split(',')
    .map((text) => (text.trim() === '' ? Number.NaN : Number(text)))
  const result = Asked.safeParse({
    name,
    ownerEmail: textOption(options, 'owner'),
    hub: { name: textOption(options, 'hub'), latitude, longitude },
  })
  if (result.success) return result.data
  const what = new Set(result.error.issues.map(({ path }) => wanted[path.join('.')] ?? 'a name'))
  throw new NotUnderstood(`create-organization wants ${[...what].join(', ')}`)
}

const wanted: Record<string, string> = {
  name: 'a name of 3 to 100 characters',
  ownerEmail: '--owner with an e-mail address',
  'hub.name': '--hub with the name of the first hub',
  'hub.latitude': '--at with where it is, such as --at=-6.2,106.8',
  'hub.longitude': '--at with where it is, such as --at=-6.2,106.8',
}

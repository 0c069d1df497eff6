import { z } from 'zod'
import { Email, TimeZone } from '#api/common.ts'
import { HubPlace } from '#api/hubs.ts'
import { OrganizationNameInput } from '#api/organizations.ts'
import { createOrganizationByCommand } from '#server/founding/create-organization-by-command.ts'
import { defineCommand, NotUnderstood } from './command.ts'
import { beside } from './connect.ts'
import { passwordLink } from './password-link.ts'

const Asked = z.object({
  name: OrganizationNameInput,
  ownerEmail: Email,
  hub: HubPlace,
  timeZone: TimeZone.optional(),
})

/** OP4: an organization with its owner, as nobody may be able to sign up. */
export const createOrganizationCommand = defineCommand({
  name: 'create-organization',
  does: 'makes an organization; its owner is mailed how to sign in',
  explains:
    'Makes an organization with its owner and a first hub, as the page does: country, language, currency and time zone come ' +
    'from where the hub is. An owner who never proved a mailbox here is mailed a link for a first password.',
  arguments: ['name'],
  options: {
    owner: { takes: '<e-mail>', required: true, does: 'who owns it; may be new here' },
    hub: { takes: '<name>', required: true, does: 'name of the first hub' },
    at: {
      takes: '<latitude,longitude>',
      required: true,
      does: 'where that is, in degrees; south and west are negative',
    },
    'time-zone': { takes: '<name>', does: 'IANA name of another time zone than that of the hub' },
    'password-link': { does: 'prints the link for a first password, and mails none' },
  },
  fails: 'it could not be made',
  example: '"Acme Logistics" --owner ann@example.com --hub Jakarta --at=-6.2,106.8',
  read([name], { 'password-link': printLink, ...given }) {
    const asked = readAsked(name, given)
    return (surroundings) =>
      beside(surroundings, async (database) => {
        const made = await database.transaction((tx) =>
          createOrganizationByCommand(tx, { ...asked, printLink }, new Date()),
        )
        const { publicUrl } = surroundings.config
        const { id, slug, timeZone, token } = made
        const link = token && passwordLink(publicUrl, token)
        const address = `${publicUrl}/o/${slug}`
        const { name, ownerEmail } = asked
        const how = made.known
          ? `${ownerEmail} signs in as before, and was written a mail.`
          : link
            ? `${ownerEmail} sets a password there, once, within seven days:\n${link}`
            : `A mail to ${ownerEmail} with the link to set a password waits to be sent.`
        return {
          text: `${name} is there, in the time zone ${timeZone}: ${address}\n${how}`,
          data: { organization: { id, name, slug, address, timeZone }, owner: ownerEmail, link },
        }
      })
  },
})

function readAsked(
  name: string,
  {
    owner,
    hub,
    at,
    'time-zone': timeZone,
  }: { owner: string; hub: string; at: string; 'time-zone': string | null },
): z.output<typeof Asked> {
  const [latitude, longitude] = at
    .split(',')
    .map((text) => (text.trim() === '' ? Number.NaN : Number(text)))
  const result = Asked.safeParse({
    name,
    ownerEmail: owner,
    hub: { name: hub, latitude, longitude },
    timeZone: timeZone ?? undefined,
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
  timeZone: '--time-zone with the name of one, such as Asia/Jakarta',
}

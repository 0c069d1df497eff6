import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import { fromCommand } from '#server/audit/from-command.ts'
import { countryOf } from '#server/hubs/country-of.ts'
import { addIdentity, setHomeOnce } from '#server/identities/identity.ts'
import { createFirstPasswordLink, linkExpiry } from '#server/identities/password-link.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import { confine, leaveConfinement, type Tx } from '#server/platform/database.ts'
import { found } from './found.ts'
import type { FoundingWish } from './founder.ts'

interface Wish {
  name: string
  ownerEmail: string
  hub: NonNullable<FoundingWish['hub']>
  /** IANA; undefined: that of the hub. */
  timeZone?: string | undefined
  /** Hand the link to whoever runs the command, instead of mailing it. */
  printLink: boolean
}

/**
 * Makes an organization and its owner from the command line (OP4). Whoever has not proved the mailbox yet gets the link to set
 * a first password, which proves it. Answers its token where it is not mailed; null: the owner signs in as before. Comes and
 * goes unconfined.
 */
export async function createOrganizationByCommand(
  tx: Tx,
  { name, ownerEmail, hub, timeZone: wanted, printLink }: Wish,
  now: Date,
): Promise<{
  id: OrganizationId
  slug: string
  timeZone: string
  token: string | null
  known: boolean
}> {
  const country = await countryOf(hub)
  const identity = await addIdentity(tx, ownerEmail, now)
  await tx.query(sql`select from identities where id = ${identity.id} for no key update`)
  const { organization } = await found(tx, {
    caller: { identityId: identity.id, email: identity.email },
    wish: {
      name,
      hub,
      timeZone: wanted,
      copyFromFirst: false,
      copy: { settings: false, hubs: false, roles: false, flows: false },
    },
    country,
    source: null,
    request: { ...fromCommand(), idempotencyKey: null },
    now,
  })
  await leaveConfinement(tx)
  await setHomeOnce(tx, identity.id, organization.id)
  const token = await createFirstPasswordLink(tx, identity.id, organization.id, now)
  const { slug, language, timeZone } = organization
  const to = identity.email
  const values = { organizationName: name, slug, addedBy: '' }
  await confine(tx, organization.id)
  if (token === null) await queueMail(tx, { to, language, template: 'added', values })
  else if (!printLink)
    await queueMail(tx, {
      to,
      language,
      template: 'set-password',
      values: { ...values, timeZone, token, expiresAt: linkExpiry('first', now).toISOString() },
    })
  await leaveConfinement(tx)
  return {
    id: organization.id,
    slug,
    timeZone,
    token: printLink ? token : null,
    known: token === null,
  }
}

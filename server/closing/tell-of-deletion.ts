import sql from 'sql-template-tag'
import { z } from 'zod'
import { type Language, MemberId, Time } from '#api/common.ts'
import { mailOwners } from '#server/door/mail-owners.ts'
import { queueMails } from '#server/mail/queue-mails.ts'
import { isInDeletion } from '#server/organizations/deletion.ts'
import type { Tx } from '#server/platform/database.ts'
import { addJob, job, perform } from '#server/platform/jobs.ts'

const Telling = z.object({
  what: z.enum(['started', 'undone']),
  /** Until when it can be kept; null: it is kept. */
  until: Time.nullable(),
  /** Who decided it. */
  by: z.string(),
  /** To whom it has been told already, up to this member. */
  after: MemberId.nullable().default(null),
})
const telling = job('tell-of-organization-deletion', Telling)
const reminding = job('remind-of-organization-deletion', z.object({ until: Time }))

const membersMax = 2_000
const first = '00000000-0000-0000-0000-000000000000'
const daysBefore = [7, 1]

/** Orders that all members are told, in the place of whatever was to be told before. Runs confined. */
export const tellOfDeletion = (tx: Tx, told: z.input<typeof Telling>): Promise<void> =>
  addJob(tx, telling, told, { key: 'deletion' })

/** Orders the reminders to the owners. Runs confined. */
export async function remindOfDeletion(tx: Tx, until: Date): Promise<void> {
  for (const days of daysBefore)
    await addJob(
      tx,
      reminding,
      { until: until.toISOString() },
      { runAt: new Date(until.getTime() - days * 86_400_000), key: `${days}-days` },
    )
}

/**
 * Tells the members of an organization, in batches, that it is being deleted or kept (OR2). With the mails of a batch commits
 * what tells the rest, so that each gets one, however often it was interrupted. What is true no more is told nobody else.
 */
export const tellOfDeletionPerformer = perform(telling, async (tx, told) => {
  const { what, until, by, after } = told
  if (until !== null && !(await isInDeletion(tx, until))) return
  const people = await tx.query<Person>(sql`
    select m.id, m.email as "to", coalesce(m.language, o.language) as language, o.name as "organizationName", o.slug,
      coalesce(m.time_zone, o.time_zone) as "timeZone", r.template is not distinct from 'owner' and m.status = 'active' as owner
    from members m join organizations o on o.id = m.organization_id
    join roles r on r.organization_id = m.organization_id and r.id = m.role_id
    where (o.status = 'active') = ${what === 'undone'} and m.status not in ('invited', 'suspended')
      and m.id > ${after ?? first}::uuid
    order by m.id limit ${membersMax}`)
  if (until === null) await queueMails(tx, 'organization-kept', people.map(mailWith({ by })))
  else
    await queueMails(tx, 'organization-in-deletion', people.map(mailWith({ by, expiresAt: until })))
  const last = people[membersMax - 1]
  if (last) await tellOfDeletion(tx, { ...told, after: last.id })
})

interface Person {
  id: MemberId
  to: string
  language: Language
  organizationName: string
  slug: string
  timeZone: string
  owner: boolean
}

const mailWith =
  <Said extends object>(said: Said) =>
  ({ to, language, organizationName, slug, timeZone, owner }: Person) => ({
    to,
    language,
    values: { organizationName, slug, timeZone, owner, ...said },
  })

/** Reminds the owners, a week and a day before it is too late. */
export const remindOfDeletionPerformer = perform(reminding, async (tx, { until }) => {
  if (!(await isInDeletion(tx, until))) return
  await mailOwners(tx, null, 'organization-erased-soon', (owner) => ({
    ...owner,
    expiresAt: until,
  }))
})

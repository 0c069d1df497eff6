import sql from 'sql-template-tag'
import type { Language, OrganizationId } from '#api/common.ts'
import { queueMails } from '#server/mail/queue-mails.ts'
import {
  isSomebodyUntold,
  refusedShown,
  takeUntold,
  tellOfRefusedJoins,
} from '#server/members/refused-join.ts'
import type { Tx } from '#server/platform/database.ts'
import { addJob, perform } from '#server/platform/jobs.ts'

const hourMs = 3_600_000
const namedMax = 5

/**
 * Tells everybody who may add users, in one mail an hour at most, of the people who were refused since the last one (US7):
 * how many, and the newest by their addresses. Names stay on the page: strangers choose them, and would choose them to be
 * mailed. Where an organization wants no mails, what has happened meanwhile is no news later.
 */
export const tellOfRefusedJoinsPerformer = perform(
  tellOfRefusedJoins,
  async (tx, _, { organizationId, now }) => {
    const { mailed, mailedAt } = await holdTelling(tx, organizationId)
    const runAt = new Date((mailedAt?.getTime() ?? 0) + hourMs)
    if (mailed && runAt > now) {
      if (await isSomebodyUntold(tx))
        await addJob(tx, tellOfRefusedJoins, {}, { runAt, key: 'within the hour' })
      return
    }
    const untold = await takeUntold(tx, now)
    if (!mailed || untold.length === 0) return
    await tx.query(sql`update joining_rules set mailed_at = ${now}`)
    const values = {
      people: untold.slice(0, namedMax),
      count: Math.min(untold.length, refusedShown),
      more: untold.length > refusedShown,
    }
    const people = await listWhoMayAdd(tx)
    await queueMails(
      tx,
      'joins-refused',
      people.map(({ to, language, ...of }) => ({ to, language, values: { ...of, ...values } })),
    )
  },
)

/** Of two jobs at once the second finds what the first has mailed. */
async function holdTelling(tx: Tx, organizationId: OrganizationId) {
  await tx.query(
    sql`insert into joining_rules (organization_id) values (${organizationId}) on conflict do nothing`,
  )
  const [row] = await tx.query<{ mailed: boolean; mailedAt: Date | null }>(sql`
    select refused_joins_mailed as mailed, mailed_at as "mailedAt" from joining_rules for update`)
  return row ?? { mailed: false, mailedAt: null }
}

/** Whoever sees the list of the refused, and may add them; nobody where none can enter it any more. */
const listWhoMayAdd = (tx: Tx) =>
  tx.query<{ to: string; language: Language; organizationName: string; slug: string }>(sql`
    select m.email as "to", coalesce(m.language, o.language) as language, o.name as "organizationName", o.slug
    from roles r join members m on m.organization_id = r.organization_id and m.role_id = r.id
    join organizations o on o.id = m.organization_id and o.status = 'active'
    where (r.template = 'owner' or r.permissions @> array['users:add']) and m.status = 'active'
    order by m.sort_name, m.id`)

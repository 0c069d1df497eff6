import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import type { KeptOutReason } from '#api/policies.ts'
import { addAuditEvent } from '#server/audit/add-audit-event.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import type { Tx } from '#server/platform/database.ts'
import { perform } from '#server/platform/jobs.ts'
import { judgeMembers } from './judge-members.ts'
import { locksOut } from './locks-out.ts'
import { mailOwners } from './mail-owners.ts'
import { advancePlan, isPlan, orderNextStage } from './plan.ts'
import {
  type Decided,
  findDecided,
  holdDecided,
  type Planned,
  replaceDecided,
} from './sign-in-policy.ts'

const dayMs = 86_400_000
const mailsAtOnce = 200

/** What one has to do oneself before the date; all else is asked for at the door. */
const toBeDone: ReadonlySet<KeptOutReason> = new Set([
  'no-authenticator',
  'mailbox-not-proved',
  'password-expired',
  'no-connection',
])

/**
 * Announces a plan to everybody whom it concerns, reminds those who have not done their part, and at its date makes it the
 * policy. Where no owner could enter then, it waits another day, and the owners are told (DR6). Does nothing for a plan that
 * was replaced or given up.
 */
export const advancePlanPerformer = perform(
  advancePlan,
  async (tx, { stage, ...asked }, { organizationId, now }) => {
    const due = Date.parse(asked.from) <= now.getTime()
    const decides = due || stage === 'check'
    // Writing to many takes minutes, in which others may decide otherwise.
    const decided = await (decides ? holdDecided(tx) : findDecided(tx))
    const { planned } = decided
    if (!planned || !isPlan(planned, asked)) return
    if (decides) {
      if (await locksOut(tx, organizationId, planned.policy, now))
        return postpone(tx, organizationId, decided, planned, now)
      if (due) return act(tx, organizationId, decided, planned, now)
    } else if (stage !== 'act') await tell(tx, organizationId, decided, planned, stage, now)
    await orderNextStage(tx, planned, now)
  },
)

async function act(
  tx: Tx,
  organizationId: OrganizationId,
  { policy: before }: Decided,
  { policy }: Planned,
  now: Date,
) {
  await replaceDecided(tx, { policy, planned: null })
  await audit(tx, organizationId, 'sign-in-policy.plan-acted', { before, after: policy }, now)
}

async function postpone(
  tx: Tx,
  organizationId: OrganizationId,
  { policy }: Decided,
  planned: Planned,
  now: Date,
) {
  const later = {
    ...planned,
    from: new Date(Math.max(planned.from.getTime(), now.getTime()) + dayMs),
  }
  await replaceDecided(tx, { policy, planned: later })
  const details = { planned: planned.policy, from: later.from.toISOString() }
  await audit(tx, organizationId, 'sign-in-policy.plan-postponed', details, now)
  const expiresAt = later.from.toISOString()
  await mailOwners(tx, null, 'policy-postponed', (owner) => ({ ...owner, expiresAt }))
  await orderNextStage(tx, later, now)
}

async function tell(
  tx: Tx,
  organizationId: OrganizationId,
  { policy: current }: Decided,
  { policy: next, from, announcedBy }: Planned,
  stage: 'announce' | 'remind',
  now: Date,
) {
  const [organization] = await tx.query<{ organizationName: string; slug: string }>(
    sql`select name as "organizationName", slug from organizations`,
  )
  if (!organization) return
  let mails: Promise<void>[] = []
  for await (const one of judgeMembers(tx, organizationId, { current, next }, now)) {
    const concerned =
      stage === 'announce'
        ? one.reasons.length > 0
        : one.reasons.some((reason) => toBeDone.has(reason))
    if (!concerned) continue
    const { email: to, language, timeZone, reasons } = one
    const when = { expiresAt: from.toISOString(), timeZone }
    const values = { ...organization, ...when, announcedBy, reasons, reminder: stage === 'remind' }
    mails.push(queueMail(tx, { to, template: 'policy-announced', language, values }))
    // Before the next members are read: what is sent together must not meet a transaction that has left its organization.
    if (mails.length === mailsAtOnce) mails = await flush(mails)
  }
  await flush(mails)
}

async function flush(mails: Promise<void>[]): Promise<[]> {
  await Promise.all(mails)
  return []
}

/** Of nobody: the date has come. */
const audit = (
  tx: Tx,
  organizationId: OrganizationId,
  action: string,
  details: Record<string, unknown>,
  now: Date,
) => addAuditEvent(tx, { organizationId, memberId: null }, null, { action, details }, now)

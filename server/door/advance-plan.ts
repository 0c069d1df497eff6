import sql from 'sql-template-tag'
import type { MemberId, OrganizationId } from '#api/common.ts'
import type { KeptOutReason } from '#api/policies.ts'
import { addAuditEvent } from '#server/audit/add-audit-event.ts'
import { queueMails } from '#server/mail/queue-mails.ts'
import type { Tx } from '#server/platform/database.ts'
import { perform } from '#server/platform/jobs.ts'
import { listEnabledConnections } from './enabled-connections.ts'
import { type Change, judgeBatch } from './judge-members.ts'
import { locksOut } from './locks-out.ts'
import { mailOwners } from './mail-owners.ts'
import { advancePlan, isPlan, orderNextStage, orderRest } from './plan.ts'
import {
  type Decided,
  findDecided,
  holdDecided,
  type Planned,
  replaceDecided,
} from './sign-in-policy.ts'

const dayMs = 86_400_000

/** What one has to do oneself before the date; all else is asked for at the door. */
const toBeDone: ReadonlySet<KeptOutReason> = new Set([
  'no-authenticator',
  'mailbox-not-proved',
  'password-expired',
  'no-connection',
  'not-linked',
])

/**
 * Announces a plan to everybody whom it concerns, reminds those who have not done their part, and at its date makes it the
 * policy. Where no owner could enter then, it waits another day, and the owners are told (DR6). Does nothing for a plan that
 * was replaced or given up.
 */
export const advancePlanPerformer = perform(
  advancePlan,
  async (tx, { stage, after, ...asked }, { organizationId, now }) => {
    const due = Date.parse(asked.from) <= now.getTime()
    const decides = due || stage === 'check'
    // Who is written to may be decided otherwise meanwhile: the next batch finds that out.
    const decided = await (decides ? holdDecided(tx) : findDecided(tx))
    const { planned } = decided
    if (!planned || !isPlan(planned, asked)) return
    if (decides) {
      const both = await doorsOf(tx, decided, planned)
      if (await locksOut(tx, organizationId, both, now))
        return postpone(tx, organizationId, decided, planned, now)
      if (due) return act(tx, organizationId, decided, planned, now)
    } else if (stage !== 'act') {
      const last = await tell(tx, organizationId, decided, planned, stage, after, now)
      if (last) return orderRest(tx, planned, stage, last)
    }
    await orderNextStage(tx, planned, now)
  },
)

/** The connections stand as they are on the day on which it is asked. */
async function doorsOf(tx: Tx, decided: Decided, planned: Planned): Promise<Change> {
  const connections = await listEnabledConnections(tx)
  return {
    current: { policy: decided.policy, connections },
    next: { policy: planned.policy, connections },
  }
}

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

/**
 * Writes to the next batch of people: with its mails commits what tells the rest, so that each gets one, however often it
 * was interrupted. Answers with whom the batch ended; null: that was everybody.
 */
async function tell(
  tx: Tx,
  organizationId: OrganizationId,
  decided: Decided,
  planned: Planned,
  stage: 'announce' | 'remind',
  after: MemberId | null,
  now: Date,
): Promise<MemberId | null> {
  const [organization] = await tx.query<{ organizationName: string; slug: string }>(
    sql`select name as "organizationName", slug from organizations`,
  )
  if (!organization) return null
  const both = await doorsOf(tx, decided, planned)
  const { judged, last } = await judgeBatch(tx, organizationId, both, after, now)
  const concerned = judged.filter(({ reasons }) =>
    stage === 'announce' ? reasons.length > 0 : reasons.some((reason) => toBeDone.has(reason)),
  )
  const values = {
    ...organization,
    expiresAt: planned.from.toISOString(),
    announcedBy: planned.announcedBy,
    reminder: stage === 'remind',
  }
  await queueMails(
    tx,
    'policy-announced',
    concerned.map(({ email: to, language, timeZone, reasons }) => ({
      to,
      language,
      values: { ...values, timeZone, reasons },
    })),
  )
  return last
}

/** Of nobody: the date has come. */
const audit = (
  tx: Tx,
  organizationId: OrganizationId,
  action: string,
  details: Record<string, unknown>,
  now: Date,
) => addAuditEvent(tx, { organizationId, memberId: null }, null, { action, details }, now)

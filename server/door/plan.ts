import { z } from 'zod'
import { MemberId, Time } from '#api/common.ts'
import { SignInPolicy } from '#api/policies.ts'
import type { Tx } from '#server/platform/database.ts'
import { addJob, job } from '#server/platform/jobs.ts'
import type { Planned } from './sign-in-policy.ts'

const Stage = z.enum(['announce', 'remind', 'check', 'act'])
type Stage = z.infer<typeof Stage>

/**
 * Takes what is planned one stage further. It carries the plan that it was made for: another one is not its business.
 * `after`: to whom it has been told already, up to this member.
 */
export const advancePlan = job(
  'advance-sign-in-policy-plan',
  z.object({
    policy: SignInPolicy,
    from: Time,
    stage: Stage,
    after: MemberId.nullable().default(null),
  }),
)

const minuteMs = 60_000
const dayMs = 1_440 * minuteMs

/** What happens before a grace date, in this order: two reminders, a look whether an owner could enter. */
const stages: readonly { stage: Stage; beforeMs: number }[] = [
  { stage: 'remind', beforeMs: 7 * dayMs },
  { stage: 'remind', beforeMs: dayMs },
  // Ahead of the date, for the doors act on it to the second, whether or not a job has run.
  { stage: 'check', beforeMs: 10 * minuteMs },
]
const lastStage = { stage: 'act', beforeMs: 0 } as const

/** Orders the announcement of a plan, in place of all that was ordered for an earlier one. */
export const announcePlan = (tx: Tx, planned: Planned): Promise<void> =>
  order(tx, planned, 'announce')

/** Orders the rest of a stage that tells many people. */
export const orderRest = (tx: Tx, planned: Planned, stage: Stage, after: MemberId): Promise<void> =>
  order(tx, planned, stage, { after })

/** Orders the stage of a plan that comes next. */
export async function orderNextStage(tx: Tx, planned: Planned, now: Date): Promise<void> {
  const from = planned.from.getTime()
  const { stage, beforeMs } =
    stages.find((next) => from - next.beforeMs > now.getTime()) ?? lastStage
  await order(tx, planned, stage, { runAt: new Date(from - beforeMs) })
}

const order = (
  tx: Tx,
  { policy, from }: Planned,
  stage: Stage,
  { runAt, after = null }: { runAt?: Date; after?: MemberId | null } = {},
) =>
  addJob(
    tx,
    advancePlan,
    { policy, from: from.toISOString(), stage, after },
    { key: 'plan', ...(runAt && { runAt }) },
  )

/** Whether this is the plan that a job was made for. */
export const isPlan = (planned: Planned, asked: { policy: SignInPolicy; from: string }): boolean =>
  planned.from.getTime() === Date.parse(asked.from) &&
  // Both were read by the same schema, so their fields stand in one order.
  JSON.stringify(planned.policy) === JSON.stringify(asked.policy)

import sql from 'sql-template-tag'
import { type PolicyDocument, SignInPolicy } from '#api/policies.ts'
import type { Tx } from '#server/platform/database.ts'
import { findBreakGlass } from './break-glass-codes.ts'

/** What an organization has decided about its door, before any role demands more. */
export interface Decided {
  policy: SignInPolicy
  planned: Planned | null
}

/** What acts from its grace date on (DR6). */
export interface Planned {
  policy: SignInPolicy
  from: Date
  announcedBy: string
}

interface Row extends SignInPolicy {
  planned: unknown
  plannedFrom: Date | null
  plannedBy: string | null
}

const columns = sql`first_factor as "firstFactor", second_factor as "secondFactor", evidence_seconds as "evidenceSeconds",
  session_seconds as "sessionSeconds", idle_seconds as "idleSeconds", password_days as "passwordDays",
  single_session as "singleSession", planned, planned_from as "plannedFrom", planned_by as "plannedBy"`

/** What the transaction's organization has decided, as it stands in the database. */
export const findDecided = async (tx: Tx): Promise<Decided> =>
  read(await tx.query<Row>(sql`select ${columns} from sign_in_policies`))

/** The same, held until the transaction ends: of two who decide at once the second sees what the first has decided. */
export const holdDecided = async (tx: Tx): Promise<Decided> =>
  read(await tx.query<Row>(sql`select ${columns} from sign_in_policies for no key update`))

function read([row]: Row[]): Decided {
  if (!row) throw new Error('an organization without a sign-in policy')
  const { planned, plannedFrom, plannedBy, ...policy } = row
  return {
    policy,
    planned: plannedFrom && {
      policy: SignInPolicy.parse(planned),
      from: plannedFrom,
      announcedBy: plannedBy ?? '',
    },
  }
}

/**
 * As it acts at `now`: what was planned is the policy from its date on, as the doors read it (`readPolicy`), whether or not
 * the job has moved it there already.
 */
export const actingAt = (decided: Decided, now: Date): Decided =>
  decided.planned && decided.planned.from <= now
    ? { policy: decided.planned.policy, planned: null }
    : decided

/** Writes what was decided; it acts on the next request of every session, for each asks for the policy as it stands. */
export async function replaceDecided(tx: Tx, { policy, planned }: Decided): Promise<void> {
  await tx.query(sql`
    update sign_in_policies set first_factor = ${policy.firstFactor}, second_factor = ${policy.secondFactor},
      evidence_seconds = ${policy.evidenceSeconds}, session_seconds = ${policy.sessionSeconds},
      idle_seconds = ${policy.idleSeconds}, password_days = ${policy.passwordDays}, single_session = ${policy.singleSession},
      planned = ${planned && JSON.stringify(planned.policy)}, planned_from = ${planned?.from ?? null},
      planned_by = ${planned?.announcedBy ?? null}`)
}

/** What the settings page shows. */
export async function getSignInPolicy(tx: Tx, now: Date): Promise<PolicyDocument> {
  const [decided, breakGlass] = await Promise.all([findDecided(tx), findBreakGlass(tx)])
  const { policy, planned } = actingAt(decided, now)
  return {
    policy,
    planned: planned && { ...planned, from: planned.from.toISOString() },
    breakGlass,
  }
}

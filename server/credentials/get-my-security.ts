import sql from 'sql-template-tag'
import type { IdentityEvent, getMySecurity as route } from '#api/authenticators.ts'
import type { OrganizationId } from '#api/common.ts'
import type { Returned } from '#api/route.ts'
import type { Caller } from '#server/access/caller.ts'
import { findAuthenticator } from '#server/door/authenticator.ts'
import { findWaitingEmailCode } from '#server/door/email-code.ts'
import { missingFreshEvidence, requireOwnEvidence } from '#server/door/fresh-evidence.ts'
import { countRecoveryCodes } from '#server/door/recovery-codes.ts'
import type { Tx } from '#server/platform/database.ts'

const eventsMax = 20

/**
 * How a caller proves who they are, and what happened to their identity lately: while their mailbox is in doubt, since then,
 * for where they were before is none of that administrator's business (PR4). Runs unconfined.
 *
 * @throws fresh-evidence-required where only an identity provider vouched
 */
export async function getMySecurity(
  tx: Tx,
  caller: Caller,
  now: Date,
): Promise<Returned<typeof route>> {
  requireOwnEvidence(caller)
  const { identityId, standing } = caller
  const iso = (time: Date) => time.toISOString()
  const [since, recoveryCodesLeft, newMailbox, [home], events] = await Promise.all([
    findAuthenticator(tx, identityId),
    countRecoveryCodes(tx, identityId),
    findWaitingEmailCode(tx, { ...caller, purpose: 'new-mailbox' }, now),
    tx.query<Home>(sql`select organization_id as "organizationId", name, member from own_home()`),
    tx.query<Happened>(sql`
      select event, at, host(ip) as ip, user_agent as "userAgent" from identity_events
      where identity_id = ${identityId}
        and at >= coalesce((select doubted_at from identities where id = ${identityId}), '-infinity')
      order by at desc, id desc limit ${eventsMax}`),
  ])
  return {
    email: caller.email,
    password: standing.passwordChangedAt && {
      changedAt: iso(standing.passwordChangedAt),
      temporary: standing.passwordTemporary,
    },
    mailboxInDoubt: standing.mailboxDoubt !== null,
    authenticator: since && { since: iso(since), recoveryCodesLeft },
    freshEvidence: missingFreshEvidence(standing, caller.evidence, now),
    home: {
      organizationName: home?.name ?? null,
      here: caller.kind === 'session' && caller.organizationId === home?.organizationId,
      mayBeNamed: !home?.member,
    },
    emailChange: newMailbox && {
      newEmail: newMailbox.sentTo,
      expiresAt: iso(newMailbox.expiresAt),
    },
    deletion: standing.deletionDueAt && { dueAt: iso(standing.deletionDueAt) },
    events: events.map((one) => ({ ...one, at: iso(one.at) })),
  }
}

/** As the function `own_home` tells it. */
interface Home {
  organizationId: OrganizationId
  name: string
  /** Whether they still have a row there. */
  member: boolean
}

interface Happened {
  event: IdentityEvent
  at: Date
  ip: string | null
  userAgent: string | null
}

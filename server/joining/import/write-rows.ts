import type { IdentityId, MemberId, OperationId } from '#api/common.ts'
import type { Acting } from '#server/access/caller.ts'
import { nameOf } from '#server/access/name-of.ts'
import { addAuditEvents } from '#server/audit/add-audit-events.ts'
import { type HubsOfMember, replaceHubsOfMany } from '#server/hubs/hub-access.ts'
import { addIdentities } from '#server/identities/add-identities.ts'
import { createFirstPasswordLinks } from '#server/identities/first-password-links.ts'
import { linkExpiry } from '#server/identities/password-link.ts'
import { queueMails } from '#server/mail/queue-mails.ts'
import { addMembers, replaceAnswersOfMany, updateMembers } from '#server/members/add-members.ts'
import { removeInvitationsOf } from '#server/members/member-status.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import type { ImportChoices, Judged } from './judge-rows.ts'

type Of<O extends Judged['outcome']> = Extract<Judged, { outcome: O }>

/**
 * Writes what has been judged, each table by one statement: the same ones whether or not an address is known elsewhere (PR4).
 * Answers how many were added and updated, and whom it found to be here under another address.
 */
export async function writeRows(
  tx: Tx,
  acting: Acting,
  judged: readonly Judged[],
  choices: ImportChoices,
  operationId: OperationId,
  now: Date,
): Promise<{ added: number; updated: number; refused: Of<'refuse'>[] }> {
  const updates = judged.filter((one) => one.outcome === 'update')
  const { added, refused } = await addAll(
    tx,
    acting,
    judged.filter((one) => one.outcome === 'add'),
    choices,
    operationId,
    now,
  )
  await updateAll(tx, acting, updates, operationId, now)
  return { added, updated: updates.length, refused }
}

async function updateAll(
  tx: Tx,
  acting: Acting,
  updates: readonly Of<'update'>[],
  operationId: OperationId,
  now: Date,
): Promise<void> {
  if (updates.length === 0) return
  await updateMembers(
    tx,
    updates.map(({ row, member }) => ({ ...row, id: member.id })),
  )
  const hubs = updates.flatMap(({ row, member }) =>
    row.hubIds ? [{ memberId: member.id, hubIds: row.hubIds }] : [],
  )
  await replaceHubsOfMany(tx, acting.organizationId, hubs)
  await replaceAnswersOfMany(
    tx,
    acting.organizationId,
    updates.map(({ row, member }) => ({ memberId: member.id, answers: row.answers })),
  )
  const subjectIds = updates.map(({ member }) => member.id)
  const details = { operationId }
  await addAuditEvents(tx, acting, null, { action: 'user.updated', subjectIds, details }, now)
}

async function addAll(
  tx: Tx,
  acting: Acting,
  adds: readonly Of<'add'>[],
  choices: ImportChoices,
  operationId: OperationId,
  now: Date,
): Promise<{ added: number; refused: Of<'refuse'>[] }> {
  if (adds.length === 0) return { added: 0, refused: [] }
  const emails = adds.map(({ row }) => row.email ?? '')
  // Identities lie outside every organization: found by the addresses of the file, nothing of them is shown.
  const identities = await unconfined(tx, () => addIdentities(tx, emails, now))
  // An invitation that has expired, or a member's, gives way; whoever stands here under an address given up since does not.
  const here = await removeInvitationsOf(
    tx,
    [...identities.values()].map(({ id }) => id),
    now,
  )
  const refused: Of<'refuse'>[] = []
  const taken = new Set<IdentityId>(here)
  const people = adds.flatMap(({ row, roleId }) => {
    const identity = identities.get(row.email ?? '')
    if (!identity || taken.has(identity.id)) {
      refused.push({ outcome: 'refuse', row, reason: 'already-a-member' })
      return []
    }
    taken.add(identity.id)
    return [{ row, roleId, identity }]
  })
  const made = await addMembers(
    tx,
    acting.organizationId,
    people.map(({ row, roleId, identity }) => ({
      identityId: identity.id,
      email: row.email ?? '',
      employeeId: row.employeeId,
      firstName: row.firstName ?? '',
      lastName: row.lastName ?? '',
      title: row.title ?? '',
      phone: row.phone ?? '',
      roleId,
    })),
    nameOf(acting),
    now,
  )
  const members = people.map((person) => ({
    ...person,
    memberId: made.get(person.identity.id) as MemberId,
  }))
  const hubs: HubsOfMember[] = members.map(({ row, memberId }) => ({
    memberId,
    hubIds: row.hubIds ?? choices.hubIds,
  }))
  await replaceHubsOfMany(tx, acting.organizationId, hubs)
  await replaceAnswersOfMany(
    tx,
    acting.organizationId,
    members.map(({ row, memberId }) => ({ memberId, answers: row.answers })),
  )
  await welcome(tx, acting, members, now)
  const subjectIds = members.map(({ memberId }) => memberId)
  const details = { operationId }
  await addAuditEvents(tx, acting, null, { action: 'user.added', subjectIds, details }, now)
  return { added: members.length, refused }
}

/** Tells each of their addition, as `queueWelcome` does; whoever has not proved their mailbox gets the link to (US3). */
async function welcome(
  tx: Tx,
  acting: Acting,
  people: readonly { identity: { id: IdentityId; email: string } }[],
  now: Date,
): Promise<void> {
  const ids = people.map(({ identity }) => identity.id)
  const tokens = await unconfined(tx, () =>
    createFirstPasswordLinks(tx, ids, acting.organizationId, now),
  )
  const { name: organizationName, slug, language, timeZone } = acting.organization
  const addedBy = nameOf(acting)
  const expiresAt = linkExpiry('first', now).toISOString()
  const links = people.flatMap(({ identity: { id, email: to } }) => {
    const token = tokens.get(id)
    return token
      ? [{ to, language, values: { organizationName, slug, timeZone, expiresAt, addedBy, token } }]
      : []
  })
  await queueMails(tx, 'set-password', links)
  const known = people
    .filter(({ identity }) => !tokens.has(identity.id))
    .map(({ identity: { email: to } }) => ({
      to,
      language,
      values: { organizationName, slug, addedBy },
    }))
  await queueMails(tx, 'added', known)
}

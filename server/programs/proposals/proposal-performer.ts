import sql from 'sql-template-tag'
import { z } from 'zod'
import { type OperationId, ProgramId, ProposalId, type RegistrationId } from '#api/common.ts'
import { Ended, wholeOperationPerformer } from '#server/operations/whole-operation-performer.ts'
import { confine, type Database, type Tx } from '#server/platform/database.ts'
import type { Performer } from '#server/platform/jobs.ts'
import { addMatches, type MatchDraft } from '../matches/add-matches.ts'
import { holdProgram } from '../program.ts'
import {
  holdRegistrations,
  listMatchable,
  type Registration,
} from '../registrations/registration.ts'
import { type Field, propose } from './propose.ts'
import { runSlowly } from './run-slowly.ts'

const Input = z.object({ proposalId: ProposalId, programId: ProgramId })
type Input = z.infer<typeof Input>

interface Staged {
  considered: number
  unmatched: number
  staged: number
}

/**
 * Makes a proposal: reads who has room, computes without holding anything, and stages what still holds then, all in one transaction. Tried
 * again after a crash it stages nothing twice.
 */
export const matchProposalPerformer: Performer = wholeOperationPerformer({
  kind: 'match-proposal',
  permission: 'matches:create',
  async run(db, { organizationId, operationId }, progress, now) {
    const inside = <T>(work: (tx: Tx) => Promise<T>) => within(db, organizationId, work)
    const input = await inside((tx) => readInput(tx, operationId))
    const field = await inside((tx) => readField(tx, input, now))
    const total = field.people.length
    const drafts = await runSlowly(propose(field), (done) => progress(Math.min(done, total), total))
    const staged = await inside(async (tx) => {
      const running = await tx.query(
        sql`select from operations where id = ${operationId} and status = 'running' for update`,
      )
      if (running.length === 0) throw new Ended()
      return stage(tx, organizationId, input, field, drafts, now)
    })
    return { done: total, counts: { ...staged }, fileId: null }
  },
})

const within = <T>(
  db: Database,
  organizationId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> =>
  db.transaction(async (tx) => {
    await confine(tx, organizationId)
    return work(tx)
  })

async function readInput(tx: Tx, operationId: OperationId): Promise<Input> {
  const [row] = await tx.query<{ input: unknown }>(
    sql`select input from operations where id = ${operationId}`,
  )
  return Input.parse(row?.input)
}

async function readField(
  tx: Tx,
  { programId, proposalId }: Input,
  now: Date,
): Promise<Field & { people: Registration[] }> {
  const { kind, questions, groupSizeMax } = await holdProgram(tx, programId, 'share', now)
  const [row] = await tx.query<{ minimumScore: number }>(
    sql`select minimum_score as "minimumScore" from proposals where id = ${proposalId}`,
  )
  const people = await listMatchable(tx, programId)
  const excluded = await listExcluded(tx, programId)
  return {
    kind,
    questions,
    groupSizeMax,
    minimumScore: row?.minimumScore ?? 0,
    people,
    excluded,
  }
}

/** Who may not be matched, and who is already, as pairs of registrations. */
async function listExcluded(
  tx: Tx,
  programId: ProgramId,
): Promise<[RegistrationId, RegistrationId][]> {
  const rows = await tx.query<{ one: RegistrationId; other: RegistrationId }>(sql`
    select a.id as one, b.id as other from do_not_match d
    join registrations a on a.program_id = d.program_id and a.member_id = d.low_member_id
    join registrations b on b.program_id = d.program_id and b.member_id = d.high_member_id
    where d.program_id = ${programId}
    union
    select a.registration_id, b.registration_id from matches m
    join match_participants a on a.match_id = m.id and a.left_at is null
    join match_participants b on b.match_id = m.id and b.left_at is null and b.registration_id > a.registration_id
    where m.program_id = ${programId} and m.status in ('staged', 'pending', 'active')
      and (a.role <> 'participant' or b.role <> 'participant')`)
  return rows.map(({ one, other }) => [one, other])
}

/** Puts down what still holds: who froze, left, was matched or filled up meanwhile is passed over. */
async function stage(
  tx: Tx,
  organizationId: Parameters<typeof addMatches>[1]['organizationId'],
  { programId, proposalId }: Input,
  field: Field,
  drafts: readonly MatchDraft[],
  now: Date,
): Promise<Staged> {
  const program = await holdProgram(tx, programId, 'share', now)
  const [first] = await tx.query<Staged & { ready: boolean }>(sql`
    select ready_at is not null as ready, considered, unmatched, staged from proposals where id = ${proposalId} for update`)
  if (first?.ready)
    return { considered: first.considered, unmatched: first.unmatched, staged: first.staged }
  const held = await holdRegistrations(
    tx,
    drafts.flatMap(({ registrationIds }) => registrationIds),
  )
  const apart = new Set((await listExcluded(tx, programId)).map((pair) => pair.toSorted().join()))
  const room = new Map([...held].map(([id, one]) => [id, one.capacity - one.openMatches]))
  const fine =
    program.archivedAt || program.over
      ? []
      : drafts.filter(({ registrationIds: ids }) => {
          const fits =
            ids.every((id) => held.get(id)?.takesPart && (room.get(id) ?? 0) > 0) &&
            !ids.some((one, i) =>
              ids.slice(i + 1).some((other) => apart.has([one, other].toSorted().join())),
            )
          if (fits) for (const id of ids) room.set(id, (room.get(id) ?? 0) - 1)
          return fits
        })
  await addMatches(
    tx,
    { organizationId, programId, source: 'proposal', drafts: fine, proposalId },
    now,
  )
  const matched = new Set(fine.flatMap(({ registrationIds }) => registrationIds))
  const considered = field.people.length
  const counts = { considered, unmatched: considered - matched.size, staged: fine.length }
  await tx.query(sql`
    update proposals set ready_at = ${now}, considered = ${counts.considered}, unmatched = ${counts.unmatched},
      staged = ${counts.staged}
    where id = ${proposalId}`)
  return counts
}

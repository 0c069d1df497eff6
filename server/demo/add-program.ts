import { randomUUID } from 'node:crypto'
import type { FieldId, MemberId, RegistrationId } from '#api/common.ts'
import type { ProgramQuestion } from '#api/programs.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { createProgram } from '#server/programs/create-program.ts'
import { addMatches } from '#server/programs/matches/add-matches.ts'
import { auditMatches } from '#server/programs/matches/audit-matches.ts'
import { startMatches } from '#server/programs/matches/start-matches.ts'
import { scoreMatch } from '#server/programs/proposals/score-match.ts'
import { startProposal } from '#server/programs/proposals/start-proposal.ts'
import { addParticipant } from '#server/programs/registrations/add-participant.ts'
import { holdRegistrations } from '#server/programs/registrations/registration.ts'
import type { DemoProgram, PersonKey } from './demo-data.ts'

const dayMs = 86_400_000

/** A program with those who take part, an active match, and a proposal that is made once the server runs. Writes no mail. */
export async function addProgram(
  tx: Tx,
  owner: SessionCaller,
  { questions, participants, matched, matchedDaysAgo, ...program }: DemoProgram,
  members: Partial<Record<PersonKey, { id: MemberId }>>,
  requestOf: () => Where,
  now: Date,
): Promise<void> {
  const asked = questions.map(
    (question): ProgramQuestion => ({
      help: '',
      required: false,
      visible: true,
      minimum: null,
      maximum: null,
      roles: [],
      weight: 1,
      ...question,
      id: randomUUID() as FieldId,
    }),
  )
  const made = await createProgram(
    tx,
    owner,
    {
      ...program,
      questions: asked,
      startsOn: null,
      endsOn: null,
      registrationOpen: true,
      requestsOpen: true,
      groupSizeMax: 8,
    },
    requestOf(),
    now,
  )
  const registered: Partial<Record<PersonKey, RegistrationId>> = {}
  for (const { person, answers, ...part } of participants) {
    const { id: memberId } = members[person] as { id: MemberId }
    const given = Object.fromEntries(asked.map(({ id }, i) => [id, answers[i] ?? null]))
    const added = { memberId, ...part, answers: given }
    registered[person] = (await addParticipant(tx, owner, made.id, added, requestOf(), now)).id
  }
  const ids = matched.map((person) => registered[person] as RegistrationId)
  const held = await holdRegistrations(tx, ids)
  const draft = { registrationIds: ids, ...scoreMatch({ questions: asked }, [...held.values()]) }
  const { organizationId } = owner
  const matchIds = await addMatches(
    tx,
    { organizationId, programId: made.id, source: 'administrator', drafts: [draft] },
    now,
  )
  await startMatches(tx, organizationId, matchIds, new Date(now.getTime() - matchedDaysAgo * dayMs))
  await auditMatches(tx, owner, requestOf(), 'match.started', matchIds, now)
  await startProposal(tx, owner, made.id, { minimumScore: 0 }, requestOf(), now)
}

import sql, { empty } from 'sql-template-tag'
import type { Language, MatchId, MemberId, RegistrationId } from '#api/common.ts'
import { queueMails } from '#server/mail/queue-mails.ts'
import type { Tx } from '#server/platform/database.ts'

interface Told {
  matchId: MatchId
  memberId: MemberId
  registrationId: string
  askedBy: string | null
  message: string
  endNote: string
  expiresAt: Date | null
  to: string
  language: Language
  timeZone: string
  organizationName: string
  slug: string
  programName: string
  /** The others in it, by name. */
  others: string
}

/** Everybody in these matches who can read a mail: active members, with the words that it is about. */
const readTold = (tx: Tx, matchIds: readonly MatchId[], except: MemberId | null): Promise<Told[]> =>
  tx.query<Told>(sql`
    select x.id as "matchId", m.id as "memberId", mp.registration_id as "registrationId", x.asked_by as "askedBy", x.message,
      x.end_note as "endNote", x.expires_at as "expiresAt", m.email as "to", coalesce(m.language, o.language) as language,
      coalesce(m.time_zone, o.time_zone) as "timeZone", o.name as "organizationName", o.slug, p.name as "programName",
      (select string_agg(other.member_name, ', ' order by other.role desc, other.member_name) from match_participants other
        where other.match_id = x.id and other.registration_id <> mp.registration_id and other.left_at is null) as others
    from matches x join programs p on p.id = x.program_id
    join match_participants mp on mp.match_id = x.id and mp.left_at is null
    join members m on m.id = mp.member_id and m.status = 'active'
    cross join organizations o
    where x.id = any(${matchIds}::uuid[]) ${except ? sql`and m.id <> ${except}` : empty}
    order by x.id, m.id`)

const common = ({ organizationName, slug, programName, others }: Told) => ({
  organizationName,
  slug,
  programName,
  others: others ?? '',
})

/** Everybody who was matched, but whoever did it themselves. */
export async function tellOfStarts(tx: Tx, matchIds: readonly MatchId[], by: MemberId | null) {
  await queueMails(
    tx,
    'match-started',
    (await readTold(tx, matchIds, by)).map((told) => ({ ...told, values: common(told) })),
  )
}

/** Everybody whose match ended, but whoever ended it. Reasons are for administrators. */
export async function tellOfEnds(tx: Tx, matchIds: readonly MatchId[], by: MemberId | null) {
  await queueMails(
    tx,
    'match-ended',
    (await readTold(tx, matchIds, by)).map((told) => ({ ...told, values: common(told) })),
  )
}

/** Somebody who comes into a group that goes on: they are told whom they are with, the others of them. */
export async function tellOfJoining(
  tx: Tx,
  matchId: MatchId,
  joined: { id: string; memberName: string },
  by: MemberId | null,
): Promise<void> {
  const told = await readTold(tx, [matchId], by)
  const isNew = ({ registrationId }: Told) => registrationId === joined.id
  await queueMails(
    tx,
    'match-started',
    told.filter(isNew).map((one) => ({ ...one, values: common(one) })),
  )
  await queueMails(
    tx,
    'match-joined',
    told
      .filter((one) => !isNew(one))
      .map((one) => ({ ...one, values: { ...common(one), others: joined.memberName } })),
  )
}

/** Somebody whom a group goes on without, while they are still in it. */
export async function tellOfLeaving(
  tx: Tx,
  matchId: MatchId,
  registrationId: RegistrationId,
  by: MemberId | null,
): Promise<void> {
  const told = await readTold(tx, [matchId], by)
  await queueMails(
    tx,
    'match-ended',
    told
      .filter((one) => one.registrationId === registrationId)
      .map((one) => ({ ...one, values: common(one) })),
  )
}

/** Somebody who asks, to whoever is asked. */
export async function tellOfRequest(tx: Tx, matchId: MatchId): Promise<void> {
  const asked = (await readTold(tx, [matchId], null)).filter(
    ({ registrationId, askedBy }) => registrationId !== askedBy,
  )
  await queueMails(
    tx,
    'match-asked',
    asked.map((told) => ({
      ...told,
      values: {
        ...common(told),
        message: told.message,
        expiresAt: (told.expiresAt as Date).toISOString(),
        timeZone: told.timeZone,
      },
    })),
  )
}

/** What was answered, to whoever asked. */
export async function tellOfAnswer(
  tx: Tx,
  matchId: MatchId,
  answer: 'accepted' | 'declined',
): Promise<void> {
  const asking = (await readTold(tx, [matchId], null)).filter(
    ({ registrationId, askedBy }) => registrationId === askedBy,
  )
  await queueMails(
    tx,
    'match-answered',
    asking.map((told) => ({
      ...told,
      values: { ...common(told), accepted: answer === 'accepted', reason: told.endNote },
    })),
  )
}

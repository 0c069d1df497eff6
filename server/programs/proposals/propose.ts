import type { RegistrationId } from '#api/common.ts'
import type { ProgramKind, ProgramQuestion } from '#api/programs.ts'
import type { MatchDraft } from '../matches/add-matches.ts'
import type { Registration } from '../registrations/registration.ts'
import { matchGroups } from './match-groups.ts'
import { matchPairs } from './match-pairs.ts'
import { matchPeers } from './match-peers.ts'
import { createScore, type Prepared } from './score.ts'
import { explainMatch } from './score-match.ts'

export interface Field {
  kind: ProgramKind
  questions: readonly ProgramQuestion[]
  groupSizeMax: number
  /** 0 to 100. */
  minimumScore: number
  /** Whoever takes part and has room, in a lasting order. */
  people: readonly Registration[]
  /** Registrations that may not be matched with each other, or are already. */
  excluded: readonly (readonly [RegistrationId, RegistrationId])[]
}

const keyOf = (one: string, other: string) => (one < other ? one + other : other + one)

/** Proposes matches for everybody who has room, each explained. Pure; yields how many were weighed. */
export function* propose(field: Field): Generator<number, MatchDraft[]> {
  const { kind, people, questions } = field
  const score = createScore(questions)
  const excluded = new Set(field.excluded.map(([one, other]) => keyOf(one, other)))
  const inRole = (role: Registration['role']) => people.filter((one) => one.role === role)
  const [taking, seeking] = {
    mentoring: () => [inRole('mentor'), inRole('mentee')] as const,
    peer: () => [people, people] as const,
    group: () => [inRole('host'), inRole('participant')] as const,
  }[kind]()
  const [takers, seekers] = [taking.map(score.prepare), seeking.map(score.prepare)]

  const least = score.counts ? field.minimumScore * 10 : 0
  const permille = (i: number, j: number) =>
    score.permille(takers[i] as Prepared, seekers[j] as Prepared)
  const apart = (a: Registration, b: Registration) =>
    excluded.size > 0 && excluded.has(keyOf(a.id, b.id))
  const taker = (i: number) => taking[i] as Registration
  const seeker = (j: number) => seeking[j] as Registration
  const allowed = (i: number, j: number) =>
    !apart(taker(i), seeker(j)) && (least === 0 || permille(i, j) >= least)
  const room = ({ capacity, openMatches }: Registration) => capacity - openMatches
  const draft = (registrations: readonly Registration[]): MatchDraft => ({
    registrationIds: registrations.map(({ id }) => id),
    ...explainMatch(score, registrations),
  })

  if (kind === 'group') {
    const groups = yield* matchGroups({
      hosts: taking.map(room),
      participants: seeking.length,
      sizeMax: field.groupSizeMax,
      permille,
      allowed,
      apart: (i, j) => apart(seeker(i), seeker(j)),
    })
    return groups.map(({ host, participants }) => draft([taker(host), ...participants.map(seeker)]))
  }
  const pairs =
    kind === 'peer'
      ? yield* matchPeers({ room: people.map(room), permille, allowed })
      : yield* matchPairs({
          takers: taking.map(room),
          seekers: seeking.map(room),
          permille,
          allowed,
        })
  return pairs.map(([i, j]) => draft([taker(i), seeker(j)]))
}

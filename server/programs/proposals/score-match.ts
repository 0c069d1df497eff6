import type { MatchReason } from '#api/matches.ts'
import type { ProgramQuestion } from '#api/programs.ts'
import { pairsOf } from '../matches/judge-match.ts'
import { type Answering, createScore, type Score } from './score.ts'

export interface Explained {
  /** 0 to 100; null: no question counts. */
  score: number | null
  reasons: MatchReason[]
}

/** How well the people of one match suit each other, and why; in a group its host with each other, on average. */
export const scoreMatch = (
  { questions }: { questions: readonly ProgramQuestion[] },
  ones: readonly Answering[],
): Explained => explainMatch(createScore(questions), ones)

/** The same where many are scored by the same questions. */
export function explainMatch(score: Score, ones: readonly Answering[]): Explained {
  if (!score.counts) return { score: null, reasons: [] }
  const pairs = pairsOf(ones).map(
    ([one, other]) => [score.prepare(one), score.prepare(other)] as const,
  )
  const sum = pairs.reduce((total, [one, other]) => total + score.permille(one, other), 0)
  const reasons = new Map<string, MatchReason>()
  for (const [one, other] of pairs)
    for (const reason of score.explain(one, other)) add(reasons, reason, pairs.length)
  return {
    score: Math.round(sum / pairs.length / 10),
    reasons: [...reasons.values()].map((reason) => ({
      ...reason,
      points: Math.round(Math.min(1, reason.points) * 100) / 100,
    })),
  }
}

function add(reasons: Map<string, MatchReason>, reason: MatchReason, pairs: number): void {
  const before = reasons.get(reason.questionId)
  reasons.set(reason.questionId, {
    ...reason,
    points: (before?.points ?? 0) + reason.points / pairs,
    agreed: [...new Set([...(before?.agreed ?? []), ...reason.agreed])],
  })
}

import type { FieldValue, FieldValues } from '#api/fields.ts'
import type { MatchReason } from '#api/matches.ts'
import type { ProgramQuestion, ProgramRole } from '#api/programs.ts'
import { standingAnswer } from '#server/members/check-answers.ts'
import { isAsked } from '../registrations/check-registration.ts'

interface Shown {
  title: string
  value: FieldValue
  labels: string[]
}

/** What others who take part may read of somebody's answers: those to visible questions, and no more. */
export const visibleAnswers = (
  questions: readonly ProgramQuestion[],
  { role, answers }: { role: ProgramRole; answers: FieldValues },
): Shown[] =>
  questions.flatMap((question): Shown[] => {
    if (!question.visible || !isAsked(question, role)) return []
    const value = standingAnswer(question, answers[question.id] ?? null)
    if (value === null) return []
    const chosen = new Set(Array.isArray(value) ? value : [value])
    const labels = question.options.filter(({ id }) => chosen.has(id)).map(({ label }) => label)
    return [{ title: question.title, value, labels }]
  })

/** What unites people, as they may read it: a reason tells what the other one answered. */
export function visibleReasons(
  questions: readonly ProgramQuestion[],
  reasons: readonly MatchReason[],
): { title: string; agreed: string[] }[] {
  const visible = new Set(questions.filter((one) => one.visible).map(({ id }) => id))
  return reasons
    .filter(({ questionId }) => visible.has(questionId))
    .map(({ title, agreed }) => ({ title, agreed }))
}

import type { FieldValues } from '#api/fields.ts'
import type { MatchReason } from '#api/matches.ts'
import type { ProgramQuestion, ProgramRole } from '#api/programs.ts'

/** Whoever is scored. */
export interface Answering {
  role: ProgramRole
  answers: FieldValues
}

/** Answers made ready to be compared quickly: by question, options as bits, and numbers. */
export interface Prepared {
  bits: Int32Array
  chosen: Int32Array
  numbers: Float64Array
  seeks: boolean
}

export interface Score {
  /** Whether any question counts; without, everybody suits everybody alike. */
  counts: boolean
  prepare(one: Answering): Prepared
  /** How well two suit each other, 0 to 1000, the same both ways round. */
  permille(one: Prepared, other: Prepared): number
  explain(one: Prepared, other: Prepared): MatchReason[]
}

/** How many words of 32 bits hold the options of a question. */
const wordsFor = (options: number) => Math.ceil(options / 32)

/**
 * How well two who take part suit each other by their answers: of the questions that count, how well the answers agree (0 to 1), each
 * by its weight. No answer agrees with nothing. Pure, and quick enough for millions of pairs.
 */
export function createScore(questions: readonly ProgramQuestion[]): Score {
  const counting = questions.filter(({ matching, weight }) => matching !== 'none' && weight > 0)
  const total = counting.reduce((sum, { weight }) => sum + weight, 0)
  const places = counting.map(({ options }) => new Map(options.map(({ id }, at) => [id, at])))
  // Where the words of each question begin, and of the next one: where they end.
  const starts = [0]
  for (const { options } of counting) starts.push((starts.at(-1) ?? 0) + wordsFor(options.length))
  const startOf = (q: number) => starts[q] ?? 0

  const prepare = ({ role, answers }: Answering): Prepared => {
    const prepared: Prepared = {
      bits: new Int32Array(startOf(counting.length)),
      chosen: new Int32Array(counting.length),
      numbers: new Float64Array(counting.length).fill(Number.NaN),
      seeks: role === 'mentee' || role === 'participant',
    }
    counting.forEach(({ id }, q) => {
      const answer = answers[id] ?? null
      if (typeof answer === 'number') prepared.numbers[q] = answer
      for (const option of Array.isArray(answer) ? answer : [answer]) {
        const place = places[q]?.get(String(option))
        if (place === undefined) continue
        const word = startOf(q) + (place >> 5)
        prepared.bits[word] = (prepared.bits[word] ?? 0) | (1 << (place & 31))
        prepared.chosen[q] = (prepared.chosen[q] ?? 0) + 1
      }
    })
    return prepared
  }

  const points = (q: number, one: Prepared, other: Prepared): number => {
    const question = counting[q] as ProgramQuestion
    if (question.matching === 'close') return closeness(question, one.numbers[q], other.numbers[q])
    const mine = one.chosen[q] ?? 0
    const theirs = other.chosen[q] ?? 0
    if (mine === 0 || theirs === 0) return 0
    const both = shared(startOf(q), startOf(q + 1), one, other)
    if (question.matching === 'same') return both > 0 ? 1 : 0
    if (question.matching === 'overlap') return both / (mine + theirs - both)
    // Of what is sought, how much is offered; among peers both offer and seek.
    if (one.seeks === other.seeks) return both / Math.min(mine, theirs)
    return both / (one.seeks ? mine : theirs)
  }

  return {
    counts: total > 0,
    prepare,
    permille(one, other) {
      let sum = 0
      for (let q = 0; q < counting.length; q++)
        sum += points(q, one, other) * (counting[q] as ProgramQuestion).weight
      return total === 0 ? 0 : Math.round((sum / total) * 1000)
    },
    explain: (one, other) =>
      counting.flatMap((question, q): MatchReason[] => {
        const agreement = points(q, one, other)
        if (agreement === 0) return []
        return [
          {
            questionId: question.id,
            title: question.title,
            rule: question.matching,
            points: Math.round(agreement * 100) / 100,
            weight: question.weight,
            agreed: agreed(question, q, startOf(q), one, other),
          },
        ]
      }),
  }
}

function shared(from: number, to: number, one: Prepared, other: Prepared): number {
  let count = 0
  for (let word = from; word < to; word++)
    count += bitsIn((one.bits[word] ?? 0) & (other.bits[word] ?? 0))
  return count
}

function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

function closeness({ minimum, maximum }: ProgramQuestion, one = Number.NaN, other = Number.NaN) {
  if (Number.isNaN(one) || Number.isNaN(other) || minimum === null || maximum === null) return 0
  return Math.max(0, 1 - Math.abs(one - other) / (maximum - minimum))
}

function agreed(
  question: ProgramQuestion,
  q: number,
  start: number,
  one: Prepared,
  other: Prepared,
): string[] {
  if (question.matching === 'close') return [one, other].map(({ numbers }) => String(numbers[q]))
  return question.options.flatMap(({ label }, place) => {
    const word = start + (place >> 5)
    const both = (one.bits[word] ?? 0) & (other.bits[word] ?? 0)
    return both & (1 << (place & 31)) ? [label] : []
  })
}

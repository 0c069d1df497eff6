import type { z } from 'zod'
import type { FieldError } from '#api/problem.ts'

type Issue = z.core.$ZodIssue

/**
 * Zod's findings in one part of a request as field errors: pointer, words, and a code for translation. One for each
 * field: that a text is too long *and* has the wrong form helps nobody.
 */
export function fieldErrors(
  part: 'params' | 'query' | 'body',
  issues: readonly Issue[],
): FieldError[] {
  const errors = issues.flatMap((issue) => {
    const path =
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => [...issue.path, key])
        : [issue.path]
    return path.map((p) => ({ pointer: pointerTo(part, p), ...explain(issue) }))
  })
  const first = new Map(errors.toReversed().map((error) => [error.pointer, error]))
  return errors.filter((error) => first.get(error.pointer) === error)
}

const pointerTo = (part: 'params' | 'query' | 'body', path: readonly PropertyKey[]) =>
  `#${part === 'body' ? '' : part}${path.map((key) => `/${escapePointer(String(key))}`).join('')}`

/** RFC 6901. */
const escapePointer = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')

function explain(issue: Issue): Pick<FieldError, 'detail' | 'code' | 'values'> {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? { code: 'required', detail: 'is required' }
        : {
            code: 'wrong-type',
            detail: `must be ${issue.expected}`,
            values: { expected: issue.expected },
          }
    case 'too_small': {
      const min = Number(issue.minimum)
      if (issue.origin === 'string')
        return min === 1
          ? { code: 'required', detail: 'is required' }
          : { code: 'too-short', detail: `needs at least ${min} characters`, values: { min } }
      if (issue.origin === 'array')
        return { code: 'too-few', detail: `needs at least ${min}`, values: { min } }
      return { code: 'too-small', detail: `must be at least ${min}`, values: { min } }
    }
    case 'too_big': {
      const max = Number(issue.maximum)
      if (issue.origin === 'string')
        return { code: 'too-long', detail: `may have at most ${max} characters`, values: { max } }
      if (issue.origin === 'array')
        return { code: 'too-many', detail: `may have at most ${max}`, values: { max } }
      return { code: 'too-big', detail: `must be at most ${max}`, values: { max } }
    }
    case 'invalid_format':
      return { code: 'wrong-format', detail: wordsFor(issue), values: { format: issue.format } }
    case 'invalid_value':
      return { code: 'not-one-of', detail: `must be one of ${issue.values.join(', ')}` }
    case 'unrecognized_keys':
      return { code: 'unknown', detail: 'is not known here' }
    default:
      return { code: 'invalid', detail: issue.message }
  }
}

const forms: Record<string, string> = {
  datetime: 'is not a time such as 2026-03-01T12:00:00Z',
  date: 'is not a day such as 2026-03-01',
  uuid: 'is not an id',
  url: 'is not a web address',
}

/** What the contract says itself; Zod's own words would show a pattern. */
const wordsFor = ({ format, message }: { format: string; message: string }) =>
  message.startsWith('Invalid ') ? (forms[format] ?? 'has another form') : message

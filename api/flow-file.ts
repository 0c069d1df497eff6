import { fieldErrors } from './field-errors.ts'
import { type Flow, FlowFile } from './flows.ts'
import type { FieldError } from './problem.ts'

// 20 pages of 100 components with all that they may say take far less.
const charactersMax = 5_000_000

/** A flow as the text of a file, for people to read. */
export const toFlowFile = ({ name, pages }: Pick<Flow, 'name' | 'pages'>): string => {
  const file: FlowFile = { format: 'foyer-flow', formatVersion: 1, name, pages }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** Reads such a file back; what is wrong with it is said by pointers into it (`#/pages/0/components/2/kind`). */
export function readFlowFile(text: string): { file: FlowFile } | { errors: FieldError[] } {
  const refuse = (code: string, detail: string) => ({ errors: [{ pointer: '#', code, detail }] })
  if (text.length > charactersMax) return refuse('too-long', 'is far larger than any flow')
  let content: unknown
  try {
    content = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return refuse('not-json', 'is not JSON')
  }
  const result = FlowFile.safeParse(content, { reportInput: true })
  return result.success
    ? { file: result.data }
    : { errors: fieldErrors('body', result.error.issues) }
}

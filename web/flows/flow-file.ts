import type { z } from 'zod'
import { type Flow, FlowFile } from '#api/flows.ts'
import type { DraftProblem } from './draft-problems.ts'

/** A flow as the text of a file, for people to read. */
export function toFlowFile({ name, pages }: Pick<Flow, 'name' | 'pages'>): string {
  const file: FlowFile = { format: 'foyer-flow', formatVersion: 1, name, pages }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** What such a file is called: `Field Sales` → `field-sales.flow.json`; letters of any script stay. */
export function fileNameOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
  return `${plain || 'flow'}.flow.json`
}

/** Something in a file that keeps it from being a flow, at the place where people find it. */
export interface FileFault {
  /** From 1; null where it is not in a page, or not in a component. */
  page: number | null
  component: number | null
  /** Their titles, where they have one. */
  pageTitle: string | null
  componentTitle: string | null
  /** What is left of the path: `options`, `conditions/0/component`. */
  field: string
  /** What is wrong: a key of the web application's words, and the values in them. */
  words: string
  values: Record<string, unknown>
}

/** Reads a flow from the text of a file; what is wrong with it is said by place. */
export function readFlowFile(
  text: string,
): { flow: FlowFile } | { faults: FileFault[] } | { notJson: true } {
  let content: unknown
  try {
    // Editors like to write a byte order mark, which is no JSON.
    content = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return { notJson: true }
  }
  const read = FlowFile.safeParse(content)
  if (read.success) return { flow: read.data }
  return { faults: read.error.issues.map((issue) => faultOf(issue, content)) }
}

function faultOf(issue: z.core.$ZodIssue, content: unknown): FileFault {
  const [pages, page, components, component, ...rest] = issue.path
  const inPage = pages === 'pages' && typeof page === 'number'
  const inComponent = inPage && components === 'components' && typeof component === 'number'
  const field = inComponent ? rest : issue.path.slice(inPage ? 2 : 0)
  return {
    page: inPage ? page + 1 : null,
    component: inComponent ? component + 1 : null,
    pageTitle: inPage ? titleAt(content, ['pages', page]) : null,
    componentTitle: inComponent ? titleAt(content, ['pages', page, 'components', component]) : null,
    field: field.map(String).join('/'),
    ...explain(issue, content),
  }
}

/** What the contract's own rules are called where a flow is built: known by the field, since their words are English. */
const rules: Record<string, DraftProblem['code']> = {
  id: 'id-twice',
  component: 'source-later',
  min: 'min-above-max',
  minimum: 'minimum-above-maximum',
  name: 'reserved',
}

function explain(issue: z.core.$ZodIssue, content: unknown): Pick<FileFault, 'words' | 'values'> {
  const say = (code: string, values: Record<string, unknown> = {}) => ({
    words: `field-errors.${code}`,
    values,
  })
  switch (issue.code) {
    case 'invalid_type':
      return say(at(content, issue.path) === undefined ? 'required' : 'wrong-type')
    case 'too_small': {
      const min = Number(issue.minimum)
      if (issue.origin === 'string') return min === 1 ? say('required') : say('too-short', { min })
      return say(issue.origin === 'array' ? 'too-few' : 'too-small', { min })
    }
    case 'too_big': {
      const max = Number(issue.maximum)
      if (issue.origin === 'string') return say('too-long', { max })
      return say(issue.origin === 'array' ? 'too-many' : 'too-big', { max })
    }
    case 'invalid_format':
      return say('wrong-format')
    case 'invalid_value':
      return say('not-one-of')
    case 'unrecognized_keys':
      return { words: 'flows.import.unknown-keys', values: { keys: issue.keys.join(', ') } }
    default: {
      const rule = ruleOf(issue.path, content)
      return rule
        ? { words: `flows.problems.${rule}`, values: {} }
        : say('invalid', { detail: issue.message })
    }
  }
}

function ruleOf(path: readonly PropertyKey[], content: unknown): DraftProblem['code'] | undefined {
  const field = String(path.at(-1))
  if (field !== 'options') return rules[field]
  if (path.includes('conditions')) return 'options-chosen'
  const options = at(content, path)
  return Array.isArray(options) && options.length > 0 ? 'options-differ' : 'options-needed'
}

function titleAt(content: unknown, path: readonly PropertyKey[]): string | null {
  const found = at(content, [...path, 'title'])
  return typeof found === 'string' && found.trim() ? found : null
}

function at(content: unknown, path: readonly PropertyKey[]): unknown {
  let found = content
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined
    found = Reflect.get(found, step)
  }
  return found
}

import { countsOf } from '#api/flows.ts'
import {
  allComponents,
  type DraftComponent,
  type FlowDraft,
  hasCounts,
  hasOptions,
  hasRange,
  labelsOf,
} from './flow-draft.ts'

/** Something that keeps a flow from being saved, at the field that it is about. */
export interface DraftProblem {
  /** `flow`, or the key of a page or a component. */
  item: string
  /** Name of the field in the form of that item: `title`, `conditions/0/options`. */
  field: string
  /** Of `flows.problems`. */
  code: keyof typeof codes
}

const codes = {
  required: true,
  reserved: true,
  'id-form': true,
  'id-twice': true,
  'options-needed': true,
  'options-differ': true,
  'min-above-max': true,
  'min-above-options': true,
  'minimum-above-maximum': true,
  'not-an-option': true,
  'source-gone': true,
  'source-later': true,
  'source-no-choice': true,
  'options-chosen': true,
} as const

/** FL1: names that the product keeps for itself; the server refuses them as well. */
const reserved = /^(handover|activity)$/i

/** What has to be mended before a flow can be saved; the server has the last word. */
export function problemsOf({ name, pages }: FlowDraft): DraftProblem[] {
  const found: DraftProblem[] = []
  const add = (item: string, field: string, code: DraftProblem['code']) =>
    found.push({ item, field, code })
  if (!name.trim()) add('flow', 'name', 'required')
  else if (reserved.test(name.trim())) add('flow', 'name', 'reserved')
  for (const page of pages) if (!page.title.trim()) add(page.key, 'title', 'required')

  const all = allComponents(pages)
  const ids = new Set<string>()
  for (const [at, component] of all.entries()) {
    const { key, id } = component
    if (!component.title.trim()) add(key, 'title', 'required')
    if (!/^[a-z][a-z0-9_]{0,39}$/.test(id)) add(key, 'id', 'id-form')
    else if (ids.has(id)) add(key, 'id', 'id-twice')
    ids.add(id)
    for (const [field, code] of settingProblems(component)) add(key, field, code)
    for (const [index, condition] of component.conditions.entries()) {
      const source = all.find((one) => one.key === condition.source)
      const name = `conditions/${index}`
      if (!source) add(key, `${name}/component`, 'source-gone')
      else if (source.kind !== 'select') add(key, `${name}/component`, 'source-no-choice')
      else if (all.indexOf(source) >= at) add(key, `${name}/component`, 'source-later')
      else if (!source.options.some((one) => condition.options.includes(one.id)))
        add(key, `${name}/options`, 'options-chosen')
    }
  }
  return found
}

function settingProblems(component: DraftComponent): [string, DraftProblem['code']][] {
  const { kind, min, max, minimum, maximum } = component
  const found: [string, DraftProblem['code']][] = []
  const labels = labelsOf(component)
  if (kind === 'select' && labels.length === 0) found.push(['options', 'options-needed'])
  if (hasOptions(kind) && new Set(labels).size < labels.length)
    found.push(['options', 'options-differ'])
  if (hasCounts(kind) && min !== undefined && max !== undefined && min > max)
    found.push(['min', 'min-above-max'])
  else if (kind === 'select' && labels.length > 0 && countsOf(component).min > labels.length)
    found.push(['min', 'min-above-options'])
  if (hasRange(kind) && minimum !== undefined && maximum !== undefined && minimum > maximum)
    found.push(['minimum', 'minimum-above-maximum'])
  if (kind === 'select' && component.default && !labels.includes(component.default))
    found.push(['default', 'not-an-option'])
  return found
}

import type { Component, Condition } from './flows.ts'

type Value = string | number | boolean | null | readonly string[]

/** A component as a form is judged; one that was stored before there were conditions has none. */
type Judgeable = Omit<Component, 'conditions'> & {
  conditions?: readonly Condition[] | undefined
}

/** What the answers so far make of a component. */
export interface Judged {
  /** It stands in the form. */
  shown: boolean
  /** It must be filled in: only what is shown can be. */
  required: boolean
  /** Its value counts: it is shown, or invisible for everybody and not hidden by a condition. */
  holds: boolean
}

/**
 * Which components of a form are shown and which are required, given its values (FL1), by id. Conditions look at selects that
 * stand earlier; one that is hidden itself has no answer. Defaults are values only where the caller has filled them in.
 */
export function judgeComponents(
  pages: readonly { components: readonly Judgeable[] }[],
  values: Readonly<Record<string, Value | undefined>>,
): Map<string, Judged> {
  const judged = new Map<string, Judged>()
  const answers = new Map<string, readonly string[]>()
  for (const component of pages.flatMap(({ components }) => components)) {
    const { id, kind, visible, conditions = [] } = component
    const matching = (action: Condition['action']) =>
      conditions.filter(
        (one) =>
          one.action === action &&
          one.options.some((option) => answers.get(one.component)?.includes(option)),
      )
    const holds =
      matching('hide').length === 0 &&
      (matching('show').length > 0 || !conditions.some(({ action }) => action === 'show'))
    const shown = visible && holds
    const required =
      shown && kind !== 'view' && (component.required || matching('require').length > 0)
    judged.set(id, { shown, required, holds })
    if (kind === 'select' && holds) answers.set(id, answersOf(values[id]))
  }
  return judged
}

const answersOf = (value: Value | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value : []

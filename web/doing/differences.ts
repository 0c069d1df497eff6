import type { Component } from '#api/flows.ts'
import type { Task } from '#api/tasks.ts'
import { answerOf, type FormValue, takesValue } from '#web/shell/form-values.ts'

/** One thing about a task that is not as it was: of itself, or of what was filled in when it was made. */
export type Difference =
  | { of: 'title' | 'hub'; before: string; after: string }
  | { of: 'startsAt' | 'endsAt'; before: string; after: string }
  | { of: 'assignees'; before: readonly string[]; after: readonly string[] }
  | { of: Component; before: FormValue | undefined; after: FormValue | undefined }

/** What changed about a task between two looks at it, for people to judge whether it concerns what they did. */
export function differencesOf(before: Task, after: Task): Difference[] {
  const names = ({ assignees }: Task) => assignees.map(({ name }) => name)
  const found: Difference[] = [
    { of: 'title', before: before.title, after: after.title },
    { of: 'startsAt', before: before.startsAt, after: after.startsAt },
    { of: 'endsAt', before: before.endsAt, after: after.endsAt },
    { of: 'hub', before: before.hub.name, after: after.hub.name },
    { of: 'assignees', before: names(before), after: names(after) },
    ...after.pages
      .flatMap(({ components }) => components)
      .filter(takesValue)
      .map((component) => ({
        of: component,
        before: answerOf(before.values, component.id),
        after: answerOf(after.values, component.id),
      })),
  ]
  return found.filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after))
}

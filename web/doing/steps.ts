import type { Component } from '#api/flows.ts'
import type { Task, TaskValues } from '#api/tasks.ts'
import {
  type FormValues,
  startingValues,
  takesValue,
  toTaskValues,
} from '#web/shell/form-values.ts'
import { judgeFields } from '#web/shell/judge-fields.ts'

type Form = Pick<Task, 'pages' | 'values'>

/** One page of a form as it is filled in now. */
export interface Step {
  /** Its number among the pages of the form. */
  page: number
  title: string
  /** What it shows and asks now. */
  components: readonly Component[]
  /** Of the first page, what was answered when the task was made. */
  without: readonly string[]
}

/**
 * The pages that are filled in to get a task done (TK1), in their order: all but the first, as far as conditions show anything of
 * them; and the first, where something that it demands was left open.
 */
export function stepsOf({ pages, values: given }: Form, values: FormValues): Step[] {
  const judged = judgeFields(pages, { ...values, ...given })
  return pages.flatMap(({ title, components }, page) => {
    const isOpen = (one: Component) =>
      page > 0 || (takesValue(one) && !Object.hasOwn(given, one.id))
    const shown = components.filter((one) => judged.get(one.id)?.shown && isOpen(one))
    const isAsked = page > 0 ? shown.length > 0 : shown.some(({ id }) => judged.get(id)?.required)
    if (!isAsked) return []
    const without = components.filter((one) => !isOpen(one)).map(({ id }) => id)
    return [{ page, title, components: shown, without }]
  })
}

/** What a form starts with: the defaults of everything that may come to be asked. */
export const firstValues = ({ pages, values }: Form): TaskValues =>
  startingValues(
    pages
      .slice(1)
      .flatMap(({ components }) => components)
      .filter(({ id }) => !Object.hasOwn(values, id)),
  )

/** What is sent in the end: of everything that is asked now an answer, null where there is none; nothing of what is hidden. */
export const finalValues = (form: Form, values: FormValues): TaskValues =>
  toTaskValues(
    stepsOf(form, values)
      .flatMap(({ components }) => components)
      .filter(takesValue),
    values,
  )

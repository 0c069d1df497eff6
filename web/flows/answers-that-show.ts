import type { FlowPage } from '#api/flows.ts'
import type { FormValues } from '#web/shell/form-values.ts'
import { judgeFields } from '#web/shell/judge-fields.ts'

/**
 * Answers to earlier choices, laid over those there are, with which a component is shown; null where none were found, as
 * with conditions that contradict each other.
 */
export function answersThatShow(
  pages: readonly FlowPage[],
  values: FormValues,
  id: string,
): FormValues | null {
  const all = new Map(
    pages.flatMap(({ components }) => components.map((one) => [one.id, one] as const)),
  )
  const isShown = (given: FormValues, one: string) => judgeFields(pages, given).get(one)?.shown
  const show = (given: FormValues, one: string): FormValues | null => {
    if (isShown(given, one)) return given
    const { conditions = [], visible = false } = all.get(one) ?? {}
    if (!visible) return null
    const hiding = conditions.filter(({ action }) => action === 'hide')
    const showing = conditions.filter(({ action }) => action === 'show')
    const free: FormValues = {
      ...given,
      ...Object.fromEntries(hiding.map(({ component }) => [component, null])),
    }
    if (isShown(free, one)) return free
    for (const { component, options } of showing)
      for (const option of options) {
        const asked = show({ ...free, [component]: option }, component)
        if (asked && isShown(asked, one)) return asked
      }
    return null
  }
  return show(values, id)
}

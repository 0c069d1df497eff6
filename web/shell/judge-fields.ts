import { type Judged, judgeComponents } from '#api/conditions.ts'
import type { FlowPage } from '#api/flows.ts'
import { type FormValues, fromDefault } from './form-values.ts'

/**
 * Of each component of a flow by its id: whether it is asked now, and whether it must be answered. What nobody is asked for
 * (`visible: false`) holds its default, on which conditions may look.
 */
export function judgeFields(
  pages: readonly FlowPage[],
  values: FormValues,
): ReadonlyMap<string, Judged> {
  const unasked = pages
    .flatMap(({ components }) => components)
    .filter((one) => !one.visible && one.default)
    .map((one) => [one.id, fromDefault(one, one.default ?? '')])
  return judgeComponents(pages, { ...Object.fromEntries(unasked), ...values })
}

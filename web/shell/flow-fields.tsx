import type { FlowPage } from '#api/flows.ts'
import { type FormFiles, useTriedFiles } from './form-files.ts'
import { answerOf, type FormValues } from './form-values.ts'
import { judgeFields } from './judge-fields.ts'
import { ValueField } from './value-field.tsx'

interface Props {
  /** All pages of the flow: what one page asks may depend on an answer of an earlier one. */
  pages: readonly FlowPage[]
  /** Which of them is on screen. */
  page: number
  /** What is answered so far on any page, by component id. */
  values: FormValues
  /** What changed, to be laid over what is there by then: two fields may change in one moment. */
  onChange: (change: FormValues) => void
  /** Where photos and signatures are kept; without it in memory, for a form that is only tried out. */
  files?: FormFiles
  /** Components of this page that are not asked now, although they would be shown. */
  without?: readonly string[]
}

/**
 * The fields of one page of a flow, in their order, as its conditions have it now; inside a Form, where refusals land on them
 * by their pointers (`values/<component id>`).
 */
export function FlowFields({ pages, page, values, onChange, files, without = [] }: Props) {
  const tried = useTriedFiles()
  const judged = judgeFields(pages, values)
  return pages[page]?.components.map((component) => {
    const { shown = false, required = false } = judged.get(component.id) ?? {}
    if (!shown || without.includes(component.id)) return null
    return (
      <ValueField
        key={`${component.id}.${component.kind}`}
        component={{ ...component, required }}
        value={answerOf(values, component.id)}
        onChange={(value) => onChange({ [component.id]: value })}
        files={files ?? tried}
      />
    )
  })
}

import type { Language } from '#api/common.ts'
import type { Component, FlowPage } from '#api/flows.ts'
import { type Draft, type DraftPage, defaultPages } from './default-pages.ts'

/** A flow that every new organization starts with. */
export interface DefaultFlow {
  template: FlowTemplate
  /** The same in every language: what the flow is called is part of the product. */
  name: string
  pages: FlowPage[]
}

const flowTemplates = [
  'pickup',
  'delivery',
  'field_sales',
  'field_canvassing',
  'home_cleaning',
  'house_inspection',
] as const
export type FlowTemplate = (typeof flowTemplates)[number]

export const flowNames: Record<FlowTemplate, string> = {
  pickup: 'Pickup',
  delivery: 'Delivery',
  field_sales: 'Field Sales',
  field_canvassing: 'Field Canvassing',
  home_cleaning: 'Home Cleaning',
  house_inspection: 'House Inspection',
}

/** The six in the language of an organization: the first page is filled in at the desk, the others on the way (FL1). */
export const defaultFlows = (language: Language): DefaultFlow[] =>
  flowTemplates.map((template) => ({
    template,
    name: flowNames[template],
    pages: inLanguage(defaultPages[template], language),
  }))

function inLanguage(pages: readonly DraftPage[], language: Language): FlowPage[] {
  const optionsOf = new Map<string, readonly string[]>()
  const translate = (draft: Draft): Component => {
    const { id, kind, title, help, options, preset, unit, conditions = [], ...rest } = draft
    const words = options?.map((option) => option[language])
    if (words) optionsOf.set(id, words)
    return {
      id,
      kind,
      title: title[language],
      help: help?.[language] ?? '',
      required: false,
      visible: true,
      ...rest,
      ...(words && { options: words }),
      ...(preset !== undefined && { default: option(words, preset) }),
      ...(unit && { unit: unit[language] }),
      conditions: conditions.map(({ component, options, action }) => ({
        component,
        options: options.map((n) => option(optionsOf.get(component), n)),
        action,
      })),
    }
  }
  return pages.map(({ title, components }) => ({
    title: title[language],
    components: components.map(translate),
  }))
}

function option(words: readonly string[] | undefined, n: number): string {
  const word = words?.[n]
  if (word === undefined) throw new Error(`a default flow names option ${n}, which there is not`)
  return word
}

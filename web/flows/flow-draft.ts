import {
  type Component,
  type ComponentKind,
  type Condition,
  type Flow,
  type FlowPage,
  textLengths,
} from '#api/flows.ts'

/** An option that is being edited: its id outlives its words, so that conditions follow when it is renamed. */
export interface DraftOption {
  id: string
  label: string
}

/** A condition that is being edited: it knows its choice and the options by their keys. */
export interface DraftCondition {
  key: string
  /** Key of the choice that is asked. */
  source: string
  /** Ids of its options, of which one must be chosen. */
  options: string[]
  action: Condition['action']
}

/** A component that is being edited: a key that outlives its place and its id, and its default as text. */
export interface DraftComponent extends Omit<Component, 'options' | 'conditions' | 'default'> {
  key: string
  options: DraftOption[]
  conditions: DraftCondition[]
  default: string
  /** Its id follows its title until somebody writes one, or it is saved. */
  ownId: boolean
}

export interface DraftPage {
  key: string
  title: string
  components: DraftComponent[]
}

export interface FlowDraft {
  name: string
  pages: DraftPage[]
}

/** A place in a form: page and component, from 0. */
export interface Place {
  page: number
  at: number
}

let keys = 0
const nextKey = () => `k${++keys}`

const newOption = (label: string): DraftOption => ({ id: nextKey(), label })

/** A flow as it is edited. */
export function toDraft(flow: Pick<Flow, 'name' | 'pages'>): FlowDraft {
  const pages = flow.pages.map(({ title, components }) => ({
    key: nextKey(),
    title,
    components: components.map((component) => ({
      ...component,
      key: nextKey(),
      options: (component.options ?? []).map(newOption),
      conditions: [] as DraftCondition[],
      default: component.default ?? '',
      ownId: true,
    })),
  }))
  const drafts = pages.flatMap(({ components }) => components)
  const byId = new Map(drafts.map((draft) => [draft.id, draft]))
  for (const [at, component] of flow.pages.flatMap(({ components }) => components).entries())
    for (const { component: id, options, action } of component.conditions) {
      const source = byId.get(id)
      drafts[at]?.conditions.push({
        key: nextKey(),
        source: source?.key ?? '',
        options: options.flatMap(
          (label) => source?.options.find((option) => option.label === label)?.id ?? [],
        ),
        action,
      })
    }
  return { name: flow.name, pages }
}

export const emptyPage = (title: string): DraftPage => ({ key: nextKey(), title, components: [] })

/** Kinds that have a list of options; a list may have one. */
export const hasOptions = (kind: ComponentKind): boolean => kind === 'select' || kind === 'list'
/** Kinds of which one says how many at least and at most. */
export const hasCounts = (kind: ComponentKind): boolean => kind === 'select' || kind === 'photo'
/** Kinds of which one says how little and how much. */
export const hasRange = (kind: ComponentKind): boolean => kind === 'number' || kind === 'currency'
/** Kinds whose answer is text that may be kept short. */
export const lengthsMax: Partial<Record<ComponentKind, number>> = textLengths
export const hasDefault = (kind: ComponentKind): boolean => kind !== 'photo' && kind !== 'signature'
/** A view shows something, and asks for nothing. */
export const canBeRequired = (kind: ComponentKind): boolean => kind !== 'view'

export const allComponents = (pages: readonly DraftPage[]): DraftComponent[] =>
  pages.flatMap(({ components }) => components)

export const findComponent = (pages: readonly DraftPage[], key: string) =>
  allComponents(pages).find((one) => one.key === key)

/** The choices that stand before a component, and may therefore be asked by its conditions. */
export function earlierChoices(pages: readonly DraftPage[], key: string): DraftComponent[] {
  const all = allComponents(pages)
  const at = all.findIndex((one) => one.key === key)
  return all.slice(0, Math.max(at, 0)).filter(({ kind }) => kind === 'select')
}

/** What is saved: only what the kind knows, options without empty ones, conditions by ids and words. */
export function toPages(pages: readonly DraftPage[]): FlowPage[] {
  const byKey = new Map(allComponents(pages).map((one) => [one.key, one]))
  return pages.map(({ title, components }) => ({
    title,
    components: components.map((one) => toComponent(one, byKey)),
  }))
}

function toComponent(draft: DraftComponent, byKey: ReadonlyMap<string, DraftComponent>): Component {
  const { id, kind, title, help, visible, min, max } = draft
  const { minimum, maximum, unit, maxLength, appearance } = draft
  const options = labelsOf(draft)
  return {
    id,
    kind,
    title,
    help,
    required: canBeRequired(kind) && draft.required,
    visible,
    ...(hasDefault(kind) && draft.default.trim() !== '' && { default: draft.default }),
    ...(hasOptions(kind) && options.length > 0 && { options }),
    ...(hasCounts(kind) && min !== undefined && { min }),
    ...(hasCounts(kind) && max !== undefined && { max }),
    ...(hasRange(kind) && minimum !== undefined && { minimum }),
    ...(hasRange(kind) && maximum !== undefined && { maximum }),
    ...(kind === 'number' && unit?.trim() && { unit }),
    ...(lengthsMax[kind] && maxLength !== undefined && { maxLength }),
    ...(kind === 'select' && appearance && { appearance }),
    conditions: draft.conditions.map(({ source, options: chosen, action }) => {
      const asked = byKey.get(source)
      return {
        component: asked?.id ?? '',
        options: (asked?.options ?? [])
          .filter((option) => chosen.includes(option.id))
          .flatMap(({ label }) => label.trim() || []),
        action,
      }
    }),
  }
}

export const labelsOf = ({ options }: Pick<DraftComponent, 'options'>): string[] =>
  options.flatMap(({ label }) => label.trim() || [])

/** A key for the values of a component, from its title, unlike the others: `Parcels received` → `parcels_received`. */
export function idFrom(title: string, kind: ComponentKind, taken: ReadonlySet<string>): string {
  const plain = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 36)
  const base = plain || kind
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}_${number}`
    if (!taken.has(id)) return id
  }
}

const idsBut = (pages: readonly DraftPage[], key: string | null): Set<string> =>
  new Set(allComponents(pages).flatMap((one) => (one.key === key ? [] : one.id)))

const insert = (pages: readonly DraftPage[], { page, at }: Place, added: DraftComponent) =>
  pages.map((one, index) =>
    index === page ? { ...one, components: one.components.toSpliced(at, 0, added) } : one,
  )

/** Adds a component at a place; returns its key with the pages. A choice begins with the options given. */
export function addComponent(
  pages: readonly DraftPage[],
  place: Place,
  kind: ComponentKind,
  title: string,
  options: readonly string[] = [],
): { pages: DraftPage[]; key: string } {
  const added: DraftComponent = {
    key: nextKey(),
    id: idFrom(title, kind, idsBut(pages, null)),
    kind,
    title,
    help: '',
    required: false,
    visible: true,
    options: kind === 'select' ? options.map(newOption) : [],
    conditions: [],
    default: '',
    ownId: false,
  }
  return { key: added.key, pages: insert(pages, place, added) }
}

/** Changes one component; an id that nobody wrote follows the title, and a default follows the option that it names. */
export const changeComponent = (
  pages: readonly DraftPage[],
  key: string,
  patch: Partial<DraftComponent>,
): DraftPage[] =>
  pages.map((page) => ({
    ...page,
    components: page.components.map((one) => {
      if (one.key !== key) return one
      const next = { ...one, ...patch, ownId: one.ownId || patch.id !== undefined }
      if (!next.ownId && patch.title !== undefined)
        next.id = idFrom(patch.title, next.kind, idsBut(pages, key))
      if (patch.options && one.kind === 'select' && one.default)
        next.default = followed(one, patch.options)
      if (patch.kind !== undefined && patch.kind !== one.kind) next.default = ''
      return next
    }),
  }))

function followed({ options, default: value }: DraftComponent, next: readonly DraftOption[]) {
  const chosen = options.find(({ label }) => label === value)
  return chosen ? (next.find((option) => option.id === chosen.id)?.label ?? '') : value
}

export const removeComponent = (pages: readonly DraftPage[], key: string): DraftPage[] =>
  pages.map((page) => ({
    ...page,
    components: page.components.filter((one) => one.key !== key),
  }))

/** A second one below the first, with keys of its own, under another title. */
export function duplicateComponent(
  pages: readonly DraftPage[],
  key: string,
  title: string,
): { pages: DraftPage[]; key: string } {
  const place = placeOf(pages, key)
  const found = findComponent(pages, key)
  if (!place || !found) return { pages: [...pages], key }
  const copy = { ...copied(found), title, id: idFrom(title, found.kind, idsBut(pages, null)) }
  return { pages: insert(pages, { ...place, at: place.at + 1 }, copy), key: copy.key }
}

const copied = (component: DraftComponent): DraftComponent => ({
  ...component,
  key: nextKey(),
  options: component.options.map(({ label }) => newOption(label)),
  conditions: component.conditions.map((condition) => ({ ...condition, key: nextKey() })),
  ownId: false,
})

/** A second page behind the first; conditions between its own components ask its own components. */
export function duplicatePage(
  pages: readonly DraftPage[],
  key: string,
  title: string,
): { pages: DraftPage[]; key: string } {
  const at = pages.findIndex((page) => page.key === key)
  const found = pages[at]
  if (!found) return { pages: [...pages], key }
  const taken = idsBut(pages, null)
  const twins = new Map<string, { from: DraftComponent; to: DraftComponent }>()
  const components = found.components.map((from) => {
    const to = { ...copied(from), id: idFrom(from.title, from.kind, taken) }
    taken.add(to.id)
    twins.set(from.key, { from, to })
    return to
  })
  const page: DraftPage = {
    key: nextKey(),
    title,
    components: components.map((one) => ({
      ...one,
      conditions: one.conditions.map((condition) => {
        const twin = twins.get(condition.source)
        if (!twin) return condition
        const place = (option: string) => twin.from.options.findIndex(({ id }) => id === option)
        return {
          ...condition,
          source: twin.to.key,
          options: condition.options.flatMap((option) => twin.to.options[place(option)]?.id ?? []),
        }
      }),
    })),
  }
  return { pages: pages.toSpliced(at + 1, 0, page), key: page.key }
}

/** Where a component is; null where it is nowhere. */
export function placeOf(pages: readonly DraftPage[], key: string): Place | null {
  for (const [page, { components }] of pages.entries()) {
    const at = components.findIndex((one) => one.key === key)
    if (at >= 0) return { page, at }
  }
  return null
}

/** Puts a component at a place of a page, counted without it. */
export function moveTo(pages: readonly DraftPage[], key: string, to: Place): DraftPage[] {
  const component = findComponent(pages, key)
  return component ? insert(removeComponent(pages, key), to, component) : [...pages]
}

/** One place up or down, over the edge of a page into the next one; null where there is no further. */
export function neighbour(pages: readonly DraftPage[], key: string, step: -1 | 1): Place | null {
  const place = placeOf(pages, key)
  if (!place) return null
  const { page, at } = place
  const length = pages[page]?.components.length ?? 0
  if (step === -1) {
    if (at > 0) return { page, at: at - 1 }
    return page > 0 ? { page: page - 1, at: pages[page - 1]?.components.length ?? 0 } : null
  }
  if (at < length - 1) return { page, at: at + 1 }
  return page < pages.length - 1 ? { page: page + 1, at: 0 } : null
}

/** A page at another place, counted without it. */
export function movePageTo(pages: readonly DraftPage[], key: string, to: number): DraftPage[] {
  const from = pages.findIndex((page) => page.key === key)
  const page = pages[from]
  if (!page || to < 0 || to >= pages.length) return [...pages]
  return pages.toSpliced(from, 1).toSpliced(to, 0, page)
}

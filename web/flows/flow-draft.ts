import type { Component, ComponentKind, Flow, FlowPage } from '#api/flows.ts'

/** A component that is being edited: its text fields as typed, and a key that outlives its place and its id. */
export interface DraftComponent extends Omit<Component, 'options' | 'default'> {
  key: string
  /** One option a line. */
  options: string
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

let keys = 0
const nextKey = () => `k${++keys}`

/** A flow as it is edited; an empty one with its first page where there is none yet. */
export function toDraft(flow: Pick<Flow, 'name' | 'pages'>): FlowDraft {
  return {
    name: flow.name,
    pages: flow.pages.map(({ title, components }) => ({
      key: nextKey(),
      title,
      components: components.map((component) => ({
        ...component,
        key: nextKey(),
        options: (component.options ?? []).join('\n'),
        default: component.default ?? '',
        ownId: true,
      })),
    })),
  }
}

export const emptyPage = (title: string): DraftPage => ({ key: nextKey(), title, components: [] })

/** Kinds that have a list of options; a list may have one. */
export const hasOptions = (kind: ComponentKind): boolean => kind === 'select' || kind === 'list'
/** Kinds of which one says how many at least and at most. */
export const hasNumbers = (kind: ComponentKind): boolean => kind === 'select' || kind === 'photo'
export const hasDefault = (kind: ComponentKind): boolean => kind !== 'photo' && kind !== 'signature'
/** A view shows something, and asks for nothing. */
export const canBeRequired = (kind: ComponentKind): boolean => kind !== 'view'

/** What is saved: only what the kind knows, options without empty lines. */
export const toPages = (pages: readonly DraftPage[]): FlowPage[] =>
  pages.map(({ title, components }) => ({ title, components: components.map(toComponent) }))

function toComponent(draft: DraftComponent): Component {
  const { key: _key, ownId: _ownId, options: text, default: value, min, max, ...rest } = draft
  const options = text.split('\n').flatMap((line) => line.trim() || [])
  const { kind } = draft
  return {
    ...rest,
    required: canBeRequired(kind) && rest.required,
    ...(hasOptions(kind) && options.length > 0 && { options }),
    ...(hasNumbers(kind) && min !== undefined && { min }),
    ...(hasNumbers(kind) && max !== undefined && { max }),
    ...(hasDefault(kind) && value.trim() !== '' && { default: value }),
  }
}

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
  new Set(
    pages.flatMap(({ components }) =>
      components.filter((one) => one.key !== key).map(({ id }) => id),
    ),
  )

/** Adds a component at the end of a page; returns its key with the pages. */
export function addComponent(
  pages: readonly DraftPage[],
  pageKey: string,
  kind: ComponentKind,
  title: string,
): { pages: DraftPage[]; key: string } {
  const added: DraftComponent = {
    key: nextKey(),
    id: idFrom(title, kind, idsBut(pages, null)),
    kind,
    title,
    help: '',
    required: false,
    visible: true,
    options: '',
    default: '',
    conditions: [],
    ownId: false,
  }
  return {
    key: added.key,
    pages: pages.map((page) =>
      page.key === pageKey ? { ...page, components: [...page.components, added] } : page,
    ),
  }
}

/** Changes one component; an id that nobody wrote follows the title. */
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
      return next
    }),
  }))

export const removeComponent = (pages: readonly DraftPage[], key: string): DraftPage[] =>
  pages.map((page) => ({
    ...page,
    components: page.components.filter((one) => one.key !== key),
  }))

/** Where a component is: page and place, from 0. */
export function placeOf(pages: readonly DraftPage[], key: string) {
  for (const [page, { components }] of pages.entries()) {
    const at = components.findIndex((one) => one.key === key)
    if (at >= 0) return { page, at }
  }
  return null
}

/** Puts a component at a place of a page, counted without it. */
export function moveTo(
  pages: readonly DraftPage[],
  key: string,
  to: { page: number; at: number },
): DraftPage[] {
  const component = pages.flatMap(({ components }) => components).find((one) => one.key === key)
  if (!component) return [...pages]
  return removeComponent(pages, key).map((page, index) =>
    index === to.page
      ? { ...page, components: page.components.toSpliced(to.at, 0, component) }
      : page,
  )
}

/** One place up or down, over the edge of a page into the next one; null where there is no further. */
export function neighbour(pages: readonly DraftPage[], key: string, step: -1 | 1) {
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

/** Pages in another order. */
export function movePage(pages: readonly DraftPage[], key: string, step: -1 | 1): DraftPage[] {
  const from = pages.findIndex((page) => page.key === key)
  const to = from + step
  const page = pages[from]
  if (!page || to < 0 || to >= pages.length) return [...pages]
  return pages.toSpliced(from, 1).toSpliced(to, 0, page)
}

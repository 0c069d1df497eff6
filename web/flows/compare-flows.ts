import type { Component, Flow, FlowPage } from '#api/flows.ts'

/** The settings of a component that people speak of, in the order in which they are told. */
export const settings = [
  'kind',
  'title',
  'help',
  'required',
  'visible',
  'options',
  'appearance',
  'min',
  'max',
  'minimum',
  'maximum',
  'unit',
  'maxLength',
  'default',
  'conditions',
  'id',
] as const
export type Setting = (typeof settings)[number]

/** One thing in which two versions of a flow differ. */
export type FlowChange =
  | { what: 'renamed'; from: string; to: string }
  | { what: 'page-added' | 'page-removed' | 'page-moved'; page: string }
  | { what: 'page-renamed'; page: string; from: string }
  | { what: 'added' | 'removed'; page: string; component: Component }
  | { what: 'moved'; page: string; component: Component; from: string }
  | { what: 'changed'; page: string; from: Component; to: Component; settings: Setting[] }

type Content = Pick<Flow, 'name' | 'pages'>

/**
 * What happened on the way from one version of a flow to another, page by page in the order of the later one; what went
 * comes last. Components are known by their id, pages by what stands on them.
 */
export function compareFlows(from: Content, to: Content): FlowChange[] {
  const changes: FlowChange[] = []
  if (from.name !== to.name) changes.push({ what: 'renamed', from: from.name, to: to.name })

  const before = placed(from.pages)
  const after = placed(to.pages)
  const twins = matchPages(from.pages, to.pages)
  const movedPages = movedOf(
    to.pages.flatMap((page) => twins.get(page) ?? []),
    from.pages,
  )
  for (const page of to.pages) {
    const twin = twins.get(page)
    if (!twin) changes.push({ what: 'page-added', page: page.title })
    else {
      if (twin.title !== page.title)
        changes.push({ what: 'page-renamed', page: page.title, from: twin.title })
      if (movedPages.has(twin)) changes.push({ what: 'page-moved', page: page.title })
    }
    const stayed = page.components.flatMap(({ id }) => {
      const was = before.get(id)
      return was && was.page === twin ? was.component : []
    })
    const moved = movedOf(stayed, twin?.components ?? [])
    for (const component of page.components) {
      const was = before.get(component.id)
      if (!was) {
        changes.push({ what: 'added', page: page.title, component })
        continue
      }
      if (was.page !== twin || moved.has(was.component))
        changes.push({ what: 'moved', page: page.title, component, from: was.page.title })
      const differ = settings.filter((one) => differs(was.component, component, one))
      if (differ.length > 0)
        changes.push({
          what: 'changed',
          page: page.title,
          from: was.component,
          to: component,
          settings: differ,
        })
    }
  }
  const kept = new Set(twins.values())
  for (const page of from.pages) {
    for (const component of page.components)
      if (!after.has(component.id)) changes.push({ what: 'removed', page: page.title, component })
    if (!kept.has(page)) changes.push({ what: 'page-removed', page: page.title })
  }
  return changes
}

function differs(from: Component, to: Component, setting: Setting): boolean {
  const empty = (value: unknown) => value === undefined || (Array.isArray(value) && !value.length)
  if (empty(from[setting]) && empty(to[setting])) return false
  return JSON.stringify(from[setting]) !== JSON.stringify(to[setting])
}

function placed(pages: readonly FlowPage[]) {
  const found = new Map<string, { page: FlowPage; component: Component }>()
  for (const page of pages)
    for (const component of page.components) found.set(component.id, { page, component })
  return found
}

/** Which page became which: those that share most components; then those of the same title; then those at the same place. */
function matchPages(from: readonly FlowPage[], to: readonly FlowPage[]): Map<FlowPage, FlowPage> {
  const twins = new Map<FlowPage, FlowPage>()
  const free = new Set(from)
  const pair = (page: FlowPage, twin: FlowPage | undefined) => {
    if (!twin || twins.has(page) || !free.delete(twin)) return
    twins.set(page, twin)
  }
  const shared = to.flatMap((page) => {
    const ids = new Set(page.components.map(({ id }) => id))
    return from.map((twin) => ({
      page,
      twin,
      count: twin.components.filter(({ id }) => ids.has(id)).length,
    }))
  })
  for (const { page, twin, count } of shared.toSorted((a, b) => b.count - a.count))
    if (count > 0) pair(page, twin)
  for (const page of to)
    pair(
      page,
      [...free].find(({ title }) => title === page.title),
    )
  for (const [at, page] of to.entries()) {
    const twin = from[at]
    if (twin?.components.length === 0) pair(page, twin)
  }
  return twins
}

/** Those that left their order: all but the longest row that still stands as it stood. */
function movedOf<T>(now: readonly T[], before: readonly T[]): Set<T> {
  const places = now.map((one) => before.indexOf(one))
  const rows: number[][] = []
  for (const [at, place] of places.entries()) {
    const longest = rows
      .filter((row) => (places[row.at(-1) ?? 0] ?? 0) < place)
      .reduce<number[]>((best, row) => (row.length > best.length ? row : best), [])
    rows.push([...longest, at])
  }
  const stayed = new Set(rows.reduce((best, row) => (row.length > best.length ? row : best), []))
  return new Set(now.filter((_, at) => !stayed.has(at)))
}

import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { ComponentKind, Flow } from '#api/flows.ts'
import type { FieldError } from '#api/problem.ts'
import { client, refresh } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'
import { fieldName } from '#web/ui/field-name.ts'
import { problemsOf } from './draft-problems.ts'
import {
  addComponent,
  changeComponent,
  type DraftComponent,
  type DraftPage,
  duplicateComponent,
  duplicatePage,
  emptyPage,
  type FlowDraft,
  findComponent,
  movePageTo,
  moveTo,
  neighbour,
  type Place,
  placeOf,
  removeComponent,
  toDraft,
  toPages,
} from './flow-draft.ts'
import { useHistory } from './use-history.ts'

export const pagesMax = 20
export const componentsMax = 100

/** What is saved of a draft. */
export const contentOf = ({ name, pages }: FlowDraft) => ({
  name: name.trim(),
  pages: toPages(pages),
})

/** What stands wrong with an item: field of its form, and the words. */
export interface Complaint {
  field: string
  text: string
}

export type Builder = ReturnType<typeof useBuilder>

/** A flow on the bench: the draft, what is chosen, and everything that can be done to it. */
export function useBuilder(flow: Flow | null, onSaved: (flow: Flow) => void) {
  const { t } = useTranslation()
  const history = useHistory(() => ({
    draft: flow ? toDraft(flow) : { name: '', pages: [emptyPage(t('flows.first-page'))] },
    selected: 'flow',
  }))
  const { draft } = history
  const { pages } = draft
  // An undo may have taken away what was chosen since.
  const selected = itemsOf(draft).includes(history.selected) ? history.selected : 'flow'
  const [base, setBase] = useState(flow)
  const [said, setSaid] = useState('')
  const [refused, setRefused] = useState<ReadonlyMap<string, readonly FieldError[]>>(new Map())
  const refusedCreate = useRefusal('createFlow')
  const refusedEdit = useRefusal('updateFlow')
  const refusal = flow ? refusedEdit : refusedCreate

  const content = useMemo(() => contentOf(draft), [draft])
  const untouched = useMemo(
    () =>
      JSON.stringify(
        base
          ? { name: base.name, pages: toPages(toDraft(base).pages) }
          : { name: '', pages: toPages([emptyPage(t('flows.first-page'))]) },
      ),
    [base, t],
  )
  const dirty = useMemo(() => JSON.stringify(content) !== untouched, [content, untouched])
  const problems = useMemo(() => problemsOf(draft), [draft])
  // One key a content: pressing twice, or again after a lost answer, makes one flow.
  const request = useMemo(() => ({ body: content, idempotencyKey: crypto.randomUUID() }), [content])

  const save = useMutation({
    mutationFn: () =>
      base
        ? client.updateFlow({
            params: { flowId: base.id },
            body: { ...content, version: base.version },
          })
        : client.createFlow(request),
    onSuccess: (saved) => {
      void refresh('listFlows', 'listFlowVersions')
      setBase(saved)
      setRefused(new Map())
      // From now on its values are known under these ids.
      history.replace({ ...draft, pages: pages.map(withOwnIds) })
      onSaved(saved)
    },
    onError: (error) => {
      const found = refusalsByItem(error, pages)
      setRefused(found)
      const [first] = found.keys()
      if (first) history.select(first)
    },
  })

  const apply = (
    next: FlowDraft,
    label: string,
    options?: { tag?: string | null; selected?: string },
  ) => {
    history.change(next, label, options)
    setSaid('')
    if (save.isError && !save.isPending) save.reset()
  }
  const forgive = (item: string) => {
    if (refused.has(item)) setRefused(new Map([...refused].filter(([key]) => key !== item)))
  }
  const titleOf = (key: string): string =>
    findComponent(pages, key)?.title ?? pages.find((page) => page.key === key)?.title ?? draft.name

  const put = (key: string, to: Place) => {
    const next = moveTo(pages, key, to)
    const page = next[to.page]
    const title = titleOf(key)
    apply({ ...draft, pages: next }, t('flows.did.moved', { title }), { selected: key })
    setSaid(
      t('flows.moved', {
        title,
        page: page?.title ?? '',
        number: to.at + 1,
        count: page?.components.length ?? 0,
      }),
    )
  }
  const putPage = (key: string, to: number) => {
    if (to < 0 || to >= pages.length) return
    const title = titleOf(key)
    apply({ ...draft, pages: movePageTo(pages, key, to) }, t('flows.did.moved', { title }), {
      selected: key,
    })
    setSaid(t('flows.page-moved', { title, number: to + 1, count: pages.length }))
  }

  return {
    draft,
    pages,
    selected,
    base,
    content,
    dirty,
    said,
    save,
    /** Why nothing can be changed; null where it can. */
    refusal,
    readOnly: refusal !== null,
    undoable: history.past.at(-1)?.label ?? null,
    redoable: history.future[0]?.label ?? null,
    focus,
    titleOf,
    /** What is wrong with an item as far as this page can tell, and what the server refused of it. */
    complaintsOf: (item: string): Complaint[] =>
      problems
        .filter((problem) => problem.item === item)
        .map(({ field, code }) => ({ field, text: t(`flows.problems.${code}`) })),
    refusedOf: (item: string): readonly FieldError[] => refused.get(item) ?? noErrors,
    isWrong: (item: string): boolean =>
      refused.has(item) || problems.some((problem) => problem.item === item),
    problemCount: new Set([...problems.map(({ item }) => item), ...refused.keys()]).size,

    select: (key: string) => history.select(key),
    undo: () => {
      const label = history.past.at(-1)?.label
      if (!label) return
      history.undo()
      setSaid(t('flows.undone', { what: label }))
    },
    redo: () => {
      const [next] = history.future
      if (!next) return
      history.redo()
      setSaid(t('flows.redone', { what: next.label }))
    },
    rename: (name: string) => {
      forgive('flow')
      apply({ ...draft, name }, t('flows.did.renamed'), { tag: 'flow/name' })
    },
    /** `field`: where it was done; typing on in the same one is one step back. */
    change: (key: string, patch: Partial<DraftComponent>, field: string) => {
      forgive(key)
      apply(
        { ...draft, pages: changeComponent(pages, key, patch) },
        t('flows.did.changed', { title: titleOf(key) }),
        { tag: `${key}/${field}` },
      )
    },
    changePage: (key: string, title: string) => {
      forgive(key)
      apply(
        { ...draft, pages: pages.map((page) => (page.key === key ? { ...page, title } : page)) },
        t('flows.did.changed', { title: titleOf(key) }),
        { tag: `${key}/title` },
      )
    },
    add: (kind: ComponentKind, place?: Place) => {
      const to = place ?? placeAfter(pages, selected)
      const title = t(`flows.kinds.${kind}`)
      const added = addComponent(pages, to, kind, title, [
        t('flows.option-number', { number: 1 }),
        t('flows.option-number', { number: 2 }),
      ])
      apply({ ...draft, pages: added.pages }, t('flows.did.added', { title }), {
        selected: added.key,
      })
      setSaid(t('flows.did.added', { title }))
      focus.title()
    },
    addPage: () => {
      const page = emptyPage(t('flows.page-number', { number: pages.length + 1 }))
      apply({ ...draft, pages: [...pages, page] }, t('flows.did.added', { title: page.title }), {
        selected: page.key,
      })
      setSaid(t('flows.did.added', { title: page.title }))
      focus.title()
    },
    duplicate: (key: string) => {
      const title = titleOf(key)
      const copy = t('flows.copy-of', { title }).slice(0, 100)
      const made = pages.some((page) => page.key === key)
        ? duplicatePage(pages, key, copy)
        : duplicateComponent(pages, key, copy)
      apply({ ...draft, pages: made.pages }, t('flows.did.duplicated', { title }), {
        selected: made.key,
      })
      setSaid(t('flows.did.duplicated', { title }))
      focus.row(made.key)
    },
    remove: (key: string) => {
      const title = titleOf(key)
      const isPage = pages.some((page) => page.key === key)
      if (isPage && pages.length === 1) return
      const next = isPage ? pages.filter((page) => page.key !== key) : removeComponent(pages, key)
      const after = besideOf(pages, key)
      apply({ ...draft, pages: next }, t('flows.did.removed', { title }), { selected: after })
      setSaid(t('flows.did.removed', { title }))
      focus.row(after)
    },
    put,
    putPage,
    /** One place up or down; says where it went, and keeps the focus on its row. */
    step: (key: string, by: -1 | 1) => {
      const at = pages.findIndex((page) => page.key === key)
      const to = neighbour(pages, key, by)
      if (at >= 0) putPage(key, at + by)
      else if (to) put(key, to)
      focus.row(key)
    },
    canStep: (key: string, by: -1 | 1): boolean => {
      const at = pages.findIndex((page) => page.key === key)
      if (at >= 0) return at + by >= 0 && at + by < pages.length
      return neighbour(pages, key, by) !== null
    },
    /** Back to what is saved; that, too, can be undone. */
    discard: () => {
      if (base) apply(toDraft(base), t('flows.did.discarded'), { selected: 'flow' })
      setRefused(new Map())
    },
    /** Goes on from what somebody else saved. */
    load: (theirs: Flow) => {
      setBase(theirs)
      setRefused(new Map())
      apply(toDraft(theirs), t('flows.did.loaded', { version: theirs.version }), {
        selected: 'flow',
      })
      save.reset()
    },
    /** Goes through what has to be mended, one after the other. */
    showNextProblem: () => {
      const wrong = itemsOf(draft).filter(
        (item) => refused.has(item) || problems.some((problem) => problem.item === item),
      )
      const next = wrong[wrong.indexOf(selected) + 1] ?? wrong[0]
      if (!next) return
      history.select(next)
      focus.title()
    },
    /** Saves, or goes to the first thing that keeps it from being saved. */
    submit: () => {
      if (save.isPending || refusal !== null || !dirty) return
      const [first] = problems
      if (!first) return save.mutate()
      const found = new Map<string, FieldError[]>()
      for (const { item, field, code } of problems)
        found.set(item, [
          ...(found.get(item) ?? []),
          { pointer: `#/${field}`, code: 'invalid', detail: t(`flows.problems.${code}`) },
        ])
      setRefused(found)
      history.select(first.item)
      setSaid(t('flows.unfinished', { count: new Set(problems.map(({ item }) => item)).size }))
    },
  }
}

const noErrors: readonly FieldError[] = []

const itemsOf = ({ pages }: FlowDraft): string[] => [
  'flow',
  ...pages.flatMap(({ key, components }) => [key, ...components.map((one) => one.key)]),
]

const withOwnIds = (page: DraftPage): DraftPage => ({
  ...page,
  components: page.components.map((one) => ({ ...one, ownId: true })),
})

/** Below what is chosen; at the end of a page where that is chosen; at the very end else. */
function placeAfter(pages: readonly DraftPage[], selected: string): Place {
  const place = placeOf(pages, selected)
  if (place) return { page: place.page, at: place.at + 1 }
  const at = pages.findIndex(({ key }) => key === selected)
  const page = at >= 0 ? at : pages.length - 1
  return { page, at: pages[page]?.components.length ?? 0 }
}

/** What is chosen once something is gone: what stood behind it on its page, else before it, else the page. */
function besideOf(pages: readonly DraftPage[], key: string): string {
  const place = placeOf(pages, key)
  if (!place) {
    const at = pages.findIndex((page) => page.key === key)
    return (pages[at + 1] ?? pages[at - 1])?.key ?? 'flow'
  }
  const page = pages[place.page]
  return (page?.components[place.at + 1] ?? page?.components[place.at - 1] ?? page)?.key ?? 'flow'
}

/** Where a refusal belongs: `#/pages/0/components/2/options` is the field `options` of that component. */
function refusalsByItem(error: unknown, pages: readonly DraftPage[]) {
  const found = new Map<string, FieldError[]>()
  if (!(error instanceof ApiError)) return found
  for (const refusal of error.problem.errors ?? []) {
    const path = fieldName(refusal.pointer) ?? ''
    const [, page, component, field] =
      /^pages\/(\d+)(?:\/components\/(\d+))?(?:\/(.+))?$/.exec(path) ?? []
    const place = pages[Number(page)]
    const of = component === undefined ? undefined : place?.components[Number(component)]
    const item = (component === undefined ? place?.key : of?.key) ?? 'flow'
    const name = page === undefined ? path : fieldOf(field, of?.id ?? '')
    found.set(item, [...(found.get(item) ?? []), { ...refusal, pointer: `#/${name}` }])
  }
  return found
}

/** The name of a field in its form: a default is given in the field of the value itself, options have their field in common. */
function fieldOf(path = 'title', id: string): string {
  if (path === 'default') return `values/${id}`
  return path.replace(/^options\/.*/, 'options')
}

/** Takes the focus somewhere once React has put it on the page, and a menu that closes has given it back to its button. */
function takeFocus(selector: string, select: boolean) {
  const take = () => {
    const element = document.querySelector<HTMLElement>(selector)
    element?.focus()
    if (select && element instanceof HTMLInputElement) element.select()
  }
  setTimeout(() => requestAnimationFrame(take))
}

const focus = {
  /** The title of what is chosen, ready to be written over. */
  title: () => takeFocus('[data-builder-form] :is([name="title"], [name="name"])', true),
  /** A condition that was just added: its sentence begins with what happens. */
  condition: (at: number) => takeFocus(`[data-condition="${at}"] button`, false),
  row: (key: string) => {
    const selector = `[data-builder-row="${key}"]`
    // At once where it is there already: the next key may be on its way.
    document.querySelector<HTMLElement>(selector)?.focus()
    takeFocus(selector, false)
  },
}

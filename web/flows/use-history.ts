import { useReducer } from 'react'
import type { FlowDraft } from './flow-draft.ts'

/** What is chosen in the tree: `flow` itself, or the key of a page or a component. */
export type Selected = string

/** One thing that was done, and can be undone. */
export interface Change {
  before: FlowDraft
  after: FlowDraft
  selectedBefore: Selected
  selectedAfter: Selected
  /** What was done, in words: "Removed Status". */
  label: string
  /** Typing on in the same field is one change. */
  tag: string | null
  /** Milliseconds since 1970. */
  time: number
}

interface State {
  draft: FlowDraft
  selected: Selected
  past: Change[]
  future: Change[]
}

type Action =
  | {
      kind: 'change'
      draft: FlowDraft
      selected: Selected | null
      label: string
      tag: string | null
      time: number
    }
  | { kind: 'select'; selected: Selected }
  | { kind: 'undo' }
  | { kind: 'redo' }
  | { kind: 'replace'; draft: FlowDraft }

const changesMax = 200
const typingPauseMs = 1500

/** What a flow becomes by a change, an undo or a redo; pure, so that it can be tried without a page. */
export function historyReducer(state: State, action: Action): State {
  switch (action.kind) {
    case 'select':
      return { ...state, selected: action.selected }
    case 'replace':
      return { ...state, draft: action.draft }
    case 'change': {
      const { draft, label, tag, time } = action
      const selected = action.selected ?? state.selected
      const last = state.past.at(-1)
      const goesOn = last && tag !== null && last.tag === tag && time - last.time < typingPauseMs
      const change: Change = goesOn
        ? { ...last, after: draft, time }
        : {
            before: state.draft,
            after: draft,
            selectedBefore: state.selected,
            selectedAfter: selected,
            label,
            tag,
            time,
          }
      const past = goesOn ? state.past.with(-1, change) : [...state.past, change]
      return { draft, selected, past: past.slice(-changesMax), future: [] }
    }
    case 'undo': {
      const change = state.past.at(-1)
      if (!change) return state
      return {
        draft: change.before,
        selected: change.selectedBefore,
        past: state.past.slice(0, -1),
        future: [change, ...state.future],
      }
    }
    case 'redo': {
      const [change, ...future] = state.future
      if (!change) return state
      return {
        draft: change.after,
        selected: change.selectedAfter,
        past: [...state.past, change],
        future,
      }
    }
  }
}

export type History = ReturnType<typeof useHistory>

/** A flow that is being edited, with everything that was done to it. */
export function useHistory(start: () => { draft: FlowDraft; selected: Selected }) {
  const [state, act] = useReducer(historyReducer, null, () => ({
    ...start(),
    past: [],
    future: [],
  }))
  return {
    ...state,
    /** `selected`: what is chosen afterwards; `tag`: what goes on in the same field is the same change. */
    change: (
      draft: FlowDraft,
      label: string,
      { tag = null, selected = null }: { tag?: string | null; selected?: Selected | null } = {},
    ) => act({ kind: 'change', draft, label, tag, selected, time: Date.now() }),
    select: (selected: Selected) => act({ kind: 'select', selected }),
    undo: () => act({ kind: 'undo' }),
    redo: () => act({ kind: 'redo' }),
    /** Changes what nobody did: nothing of it can be undone. */
    replace: (draft: FlowDraft) => act({ kind: 'replace', draft }),
  }
}

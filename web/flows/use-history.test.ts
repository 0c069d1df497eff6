import { expect, test } from 'vitest'
import { type FlowDraft, toDraft } from './flow-draft.ts'
import { historyReducer } from './use-history.ts'

const draft = (name: string): FlowDraft => ({ ...toDraft({ name, pages: [] }) })
const start = () => ({ draft: draft('0'), selected: 'flow', past: [], future: [] })
type State = Parameters<typeof historyReducer>[0]
const change = (state: State, name: string, tag: string | null, time: number, selected = 'flow') =>
  historyReducer(state, { kind: 'change', draft: draft(name), label: name, tag, time, selected })
const undo = (state: State) => historyReducer(state, { kind: 'undo' })
const redo = (state: State) => historyReducer(state, { kind: 'redo' })

test('FL1: every step can be undone and done again, and takes the choice along', () => {
  let state: State = start()
  state = change(state, '1', null, 0, 'a')
  state = change(state, '2', null, 1, 'b')
  state = undo(state)
  expect([state.draft.name, state.selected]).toEqual(['1', 'a'])
  state = undo(undo(state))
  expect([state.draft.name, state.selected]).toEqual(['0', 'flow'])
  state = redo(redo(redo(state)))
  expect([state.draft.name, state.selected]).toEqual(['2', 'b'])
})

test('FL1: typing on in one field is one step, until somebody pauses or goes elsewhere', () => {
  let state: State = start()
  for (const [name, time] of [
    ['1', 0],
    ['12', 500],
    ['123', 1900],
  ] as const)
    state = change(state, name, 'x/title', time)
  expect(undo(state).draft.name).toBe('0')
  state = change(state, '1234', 'x/title', 9000)
  expect(undo(state).draft.name).toBe('123')
  state = change(state, '5', 'y/title', 9100)
  expect(undo(state).draft.name).toBe('1234')
})

test('FL1: what is done after an undo forgets what was undone', () => {
  let state: State = change(start(), '1', null, 0)
  state = change(undo(state), '2', null, 1)
  expect(state.future).toEqual([])
  expect(redo(state).draft.name).toBe('2')
})

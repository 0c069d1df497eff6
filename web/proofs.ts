/*
 * Proving in the middle of something. Pages need not know of it: call `client` as ever.
 *
 * - A call that answers 401 `fresh-evidence-required` opens the dialog "Confirm that it is you" over the page
 *   (web/shell/proof-dialog.tsx). Once everything is proved, the very same call is repeated and its answer returned.
 * - So does 401 `step-up-required`, where a call writes or a form holds something unsaved; any other page goes to the door.
 * - Whoever closes the dialog makes the call fail with `ProofCancelled`. Forms, toasts and `useProblemText` say nothing
 *   of it, and whatever was typed stays where it is: `onError` of a page needs no branch for it.
 *
 * `plainClient` of web/api.ts does none of this: for the forms of a door, which walk through what is missing themselves.
 */
import { z } from 'zod'
import { ApiError } from '#api/client.ts'
import { Step } from '#api/door.ts'

/** What must be proved before a call is repeated. */
export interface Demand {
  /** `door`: the organization that one is in wants to see more. `oneself`: something sensitive is about to change. */
  by: 'door' | 'oneself'
  missing: readonly Step[]
}

/** The dialog was closed: nothing was done, and nothing has to be said. */
export class ProofCancelled extends ApiError {}

/** The steps that a refusal names; none where it names none, or kinds that this page is too old for. */
export const missingOf = (error: unknown): readonly Step[] =>
  error instanceof ApiError ? (z.array(Step).safeParse(error.problem.missing).data ?? []) : []

let demand: Demand | null = null
let waiting: { repeat: () => void; cancel: () => void }[] = []
const listeners = new Set<() => void>()

function show(next: Demand | null) {
  demand = next
  for (const listener of listeners) listener()
}

/**
 * Settles once what the refusal names was proved; calls that are refused meanwhile wait with the first.
 *
 * @throws ProofCancelled when somebody would rather not
 */
export function askForProof(refusal: ApiError): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting.push({
      repeat: resolve,
      cancel: () => reject(new ProofCancelled(refusal.problem)),
    })
    if (!demand)
      show({
        by: refusal.type === 'step-up-required' ? 'door' : 'oneself',
        missing: missingOf(refusal),
      })
  })
}

/** For useSyncExternalStore. */
export const demandStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  get: () => demand,
}

/** Ends the dialog: everything that waited is repeated, or fails quietly. */
export function settleDemand(outcome: 'repeat' | 'cancel'): void {
  const settled = waiting
  waiting = []
  show(null)
  for (const one of settled) one[outcome]()
}

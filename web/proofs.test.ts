import { expect, test, vi } from 'vitest'
import { ApiError } from '#api/client.ts'
import { askForProof, demandStore, missingOf, ProofCancelled, settleDemand } from './proofs.ts'

const password = { kind: 'password', proveAt: '/api/v1/proofs/password' }
const refusal = (type: string, missing: { kind: string }[]) =>
  new ApiError({ type: `/problems/${type}`, title: type, status: 401, missing })

test('calls that are refused together share one dialog, and all are repeated', async () => {
  const heard = vi.fn<() => void>()
  const quiet = demandStore.subscribe(heard)
  const first = askForProof(refusal('fresh-evidence-required', [password]))
  const second = askForProof(refusal('step-up-required', [password]))
  expect(demandStore.get()).toEqual({ by: 'oneself', missing: [password] })
  settleDemand('repeat')
  await Promise.all([first, second])
  expect(demandStore.get()).toBeNull()
  // Opened once, closed once.
  expect(heard).toHaveBeenCalledTimes(2)
  quiet()
})

test('closing the dialog fails every call that waited, in a way that nobody speaks of', async () => {
  const waiting = [1, 2].map(() => askForProof(refusal('step-up-required', [password])))
  settleDemand('cancel')
  for (const one of waiting) await expect(one).rejects.toBeInstanceOf(ProofCancelled)
  expect(demandStore.get()).toBeNull()
})

test('steps that this page is too old for cannot be asked for', () => {
  expect(missingOf(refusal('step-up-required', [{ kind: 'iris' }]))).toEqual([])
  expect(missingOf(new Error('broken'))).toEqual([])
})

import type { KnownStorage } from './known-storage.ts'

const lookEachMs = 15_000
const patienceMs = 3_000

/** For /readyz: what keeps attachments from being kept and shown now; looks at most every 15 seconds, and waits at most 3. */
export function storageCondition(storage: KnownStorage): () => Promise<string[]> {
  let looked: { at: number; condition: Promise<string[]> } | null = null
  return () => {
    const now = performance.now()
    if (!looked || now - looked.at > lookEachMs) looked = { at: now, condition: look(storage) }
    return looked.condition
  }
}

async function look(storage: KnownStorage): Promise<string[]> {
  const late = Promise.withResolvers<string>()
  const timer = setTimeout(() => late.resolve('the storage does not answer'), patienceMs)
  const answer = storage.check().then(
    () => null,
    (error: Error) => error.message,
  )
  const problem = await Promise.race([answer, late.promise])
  clearTimeout(timer)
  return problem === null ? [] : [`attachments: ${problem}`]
}

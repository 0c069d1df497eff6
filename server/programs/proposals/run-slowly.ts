/** How long at a time, in milliseconds, before others have their turn. */
const turnMs = 12

/** Runs a long computation to its end, while the process goes on answering requests; `tell` hears what it yields, now and then. */
export async function runSlowly<T>(
  work: Generator<number, T>,
  tell: (done: number) => Promise<void>,
): Promise<T> {
  let turn = performance.now()
  let told = turn
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    const now = performance.now()
    if (now - told > 500) {
      await tell(step.value)
      told = now
    }
    if (now - turn > turnMs) {
      await new Promise((resolve) => setImmediate(resolve))
      turn = performance.now()
    }
  }
}

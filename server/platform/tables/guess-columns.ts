/**
 * What each column is, by the names that people give it, each target once; null: nothing known. Case, spaces and signs do not
 * count; of two targets of one name the later one holds. Pure.
 */
export function guessColumns<T>(
  columns: readonly string[],
  names: Iterable<readonly [name: string, target: T]>,
): (T | null)[] {
  const targets = new Map<string, T>()
  for (const [name, target] of names) if (bare(name) !== '') targets.set(bare(name), target)
  const taken = new Set<T>()
  return columns.map((column) => {
    const target = targets.get(bare(column))
    if (target === undefined || taken.has(target)) return null
    taken.add(target)
    return target
  })
}

const bare = (name: string) =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')

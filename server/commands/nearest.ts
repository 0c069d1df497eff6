/** The name that was probably meant: what begins with it, else what the fewest slips of the pen away is; null: none is near. */
export function nearest(typed: string, names: readonly string[]): string | null {
  const whole = names.filter((name) => typed.length > 1 && name.startsWith(typed))
  if (whole.length > 0) return whole.toSorted((a, b) => a.length - b.length)[0] ?? null
  const [best] = names
    .map((name) => ({ name, slips: slipsBetween(typed, name) }))
    .toSorted((a, b) => a.slips - b.slips)
  return best && best.slips <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : null
}

/** Letters left out, added, exchanged, or swapped with the next (optimal string alignment). */
function slipsBetween(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, n) => n)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(
        Math.min(
          at(last, j) + 1,
          at(row, j - 1) + 1,
          at(last, j - 1) + (same ? 0 : 1),
          swapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    ;[before, last] = [last, row]
  }
  return at(last, b.length)
}

const at = (row: readonly number[], n: number): number => row[n] ?? Number.POSITIVE_INFINITY

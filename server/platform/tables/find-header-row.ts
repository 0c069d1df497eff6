const rowsLookedAt = 10

/**
 * Which of the first rows names the columns, from 1: the one with the most names that we know; where fewer than two are known,
 * the first one that is more than a title, a single cell. Pure.
 */
export function findHeaderRow(
  rows: readonly (readonly string[])[],
  countKnown: (cells: readonly string[]) => number,
): number {
  const first = rows.slice(0, rowsLookedAt)
  const known = first.map(countKnown)
  const most = Math.max(0, ...known)
  const at =
    most > 1
      ? known.indexOf(most)
      : first.findIndex((cells) => cells.filter((cell) => cell.trim() !== '').length > 1)
  return Math.max(0, at) + 1
}

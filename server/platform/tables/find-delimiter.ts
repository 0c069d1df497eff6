import { importDelimiters } from '#api/table-imports.ts'

export type Delimiter = (typeof importDelimiters)[number]

const linesRead = 50

/**
 * What separates the cells: the character that stands equally often in most of the first lines, outside of quotes; of
 * several the one that makes more cells. A comma where there is but one column. A first line `sep=;`, as for Excel, is
 * believed. Pure.
 */
export function findDelimiter(text: string): Delimiter {
  const told = importDelimiters.find((delimiter) => saysSeparator.exec(text)?.[1] === delimiter)
  if (told) return told
  const lines = firstRecords(text)
  const score = (delimiter: Delimiter): number => {
    const counts = lines.map((line) => line.split(delimiter).length - 1)
    const usual = mostFrequent(counts)
    return usual === 0 ? 0 : counts.filter((count) => count === usual).length * 1000 + usual
  }
  const [best = ','] = importDelimiters.toSorted((one, other) => score(other) - score(one))
  return score(best) === 0 ? ',' : best
}

const saysSeparator = /^\ufeff?"?sep=(.)"?[\r\n]/i

/** The first records, with what stands in quotes taken out. */
const firstRecords = (text: string): string[] =>
  text
    .slice(0, 100_000)
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, linesRead)

function mostFrequent(counts: readonly number[]): number {
  const times = Map.groupBy(counts, (count) => count)
  return [...times].toSorted(([, one], [, other]) => other.length - one.length)[0]?.[0] ?? 0
}

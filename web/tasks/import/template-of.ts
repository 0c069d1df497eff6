import type { Flow } from '#api/flows.ts'
import { standsInTable, taskImportTargets } from '#api/task-imports.ts'

/**
 * An empty CSV file whose columns are mapped by themselves for a flow: what every task has, and what its first page asks for, by
 * titles; by ids where a title would not lead back to it.
 */
export function templateOf({ pages }: Pick<Flow, 'pages'>): string {
  const components = pages[0]?.components.filter(standsInTable) ?? []
  const names: string[] = [...taskImportTargets]
  for (const { id, title } of components) {
    const taken = names.some((name) => bare(name) === bare(title)) || bare(title) === ''
    names.push(taken ? id : title)
  }
  const cells = names.map((name) => `"${name.replaceAll('"', '""')}"`)
  return `\ufeff${cells.join(',')}\r\n`
}

/** As columns are told apart. */
const bare = (name: string) =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')

import type { CopyKind, FoundingNote, FoundingReport } from '#api/founding.ts'
import { policyCopy } from '#server/door/copy-policy.ts'
import { flowsCopy } from '#server/flows/copy-flows.ts'
import { hubsCopy } from '#server/hubs/copy-hubs.ts'
import { settingsCopy } from '#server/organizations/copy-settings.ts'
import type { Copied, CopyDeclaration } from '#server/organizations/copying.ts'
import { rolesCopy } from '#server/roles/copy-roles.ts'

/** All that can come along: the one place to read what creating by copying copies (CR4). */
export const copies = [settingsCopy, policyCopy, rolesCopy, hubsCopy, flowsCopy] as const

type Results = { kind: CopyKind; copied: Copied }[]

/** Runs one verb of these declarations; they are sent together and answered in order. */
export const runEach = async (
  declarations: readonly CopyDeclaration[],
  run: (declaration: CopyDeclaration) => Promise<Copied>,
): Promise<Results> =>
  Promise.all(
    declarations.map(async (declaration) => ({
      kind: declaration.kind,
      copied: await run(declaration),
    })),
  )

/** Adds up what the declarations say, for the preview and for the report (CR5). */
export function summarize(
  results: Results,
): Pick<FoundingReport, 'copied' | 'changed' | 'dropped'> {
  const copied = { settings: 0, hubs: 0, roles: 0, flows: 0 }
  for (const { kind, copied: each } of results) copied[kind] += each.count
  return {
    copied,
    changed: shorten(results.flatMap((result) => result.copied.changed)),
    dropped: shorten([...results.flatMap((result) => result.copied.dropped), secrets]),
  }
}

/** Stays where it is, always: secrets, single sign-on, domains, joining rules, keys, members, tasks, bill. */
const secrets: FoundingNote = { kind: 'secrets', name: null, what: null, reason: 'never-copied' }

const listedMax = 100

/** A report is for reading: of each kind and reason so many are listed, the others counted. */
function shorten(notes: readonly FoundingNote[]): FoundingNote[] {
  const groups = Map.groupBy(notes, (note) => `${note.kind} ${note.reason}`)
  return [...groups.values()].flatMap((group) => {
    const rest = group.slice(listedMax)
    const [first] = rest
    if (!first) return group
    const more = rest.reduce((sum, note) => sum + (note.more ?? 1), 0)
    return [...group.slice(0, listedMax), { ...first, name: null, what: null, more }]
  })
}

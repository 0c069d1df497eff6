import type { Program } from '#api/programs.ts'

type Ends = Pick<Program, 'endsOn' | 'matchEnds'>

/**
 * Which active matches of a program end at once when these of its settings change, and stay ended (MT2): all, those that are older than
 * its days allow, or null: none.
 */
export function endsNow(
  program: Ends & { counts: Pick<Program['counts'], 'active'> },
  { endsOn, matchEnds }: Partial<Ends>,
  { timeZone, now = Date.now() }: { timeZone: string; now?: number },
): 'all' | 'older' | null {
  if (program.counts.active === 0) return null
  const calendar = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  const today = calendar.format(now)
  const last = [endsOn, matchEnds?.kind === 'on' ? matchEnds.date : null]
  if (last.some((day) => day && day < today)) return 'all'
  if (matchEnds?.kind !== 'after') return null
  const before = program.matchEnds.kind === 'after' ? program.matchEnds.days : Infinity
  return matchEnds.days < before ? 'older' : null
}

/** When a match of somebody was active: [startedAt, endedAt), or still is. */
export interface Activity {
  identityId: string
  startedAt: Date
  endedAt: Date | null
  voided: boolean
}

export interface Bounds {
  number: number
  startsAt: Date
  endsAt: Date
  timeZone: string
  anchorDay: number
}

/**
 * Who took part actively in a period, from the raw intervals, once more: slow, plain, and of the ledger's SQL it knows nothing
 * (BL1). One that ended as it began was active at that moment.
 */
export function recomputeActive(
  activities: readonly Activity[],
  { startsAt, endsAt }: Pick<Bounds, 'startsAt' | 'endsAt'>,
): Set<string> {
  const people = new Set<string>()
  for (const { identityId, startedAt, endedAt, voided } of activities) {
    if (voided || startedAt >= endsAt) continue
    const last = endedAt === null ? Number.POSITIVE_INFINITY : endedAt.getTime()
    if (last > startsAt.getTime() || startedAt >= startsAt) people.add(identityId)
  }
  return people
}

const dayMs = 86_400_000
/** Clocks are set at quarters of an hour. */
const stepMs = 900_000

/** What stands in the way of periods being right: gaps, overlaps, ends that are not where anchor day and zone put them (BL3). */
export function findWrongBounds(periods: readonly Bounds[]): number[] {
  return periods
    .filter((period, at) => {
      const before = periods[at - 1]
      const begins = !before || before.endsAt.getTime() === period.startsAt.getTime()
      return !begins || nextBoundary(period).getTime() !== period.endsAt.getTime()
    })
    .map(({ number }) => number)
}

/** The first beginning of an anchor day that is at least 15 days after a period began. */
export function nextBoundary({
  startsAt,
  anchorDay,
  timeZone,
}: Pick<Bounds, 'startsAt' | 'anchorDay' | 'timeZone'>): Date {
  const soonest = startsAt.getTime() + 15 * dayMs
  const [year = 0, month = 0] = dayIn(timeZone, startsAt.getTime()).split('-').map(Number)
  for (let later = 0; ; later++) {
    const first = new Date(Date.UTC(year, month - 1 + later, 1))
    const last = new Date(Date.UTC(year, month + later, 0)).getUTCDate()
    const day = new Date(first.getTime() + (Math.min(anchorDay, last) - 1) * dayMs)
    const begins = startOfDay(day.toISOString().slice(0, 10), timeZone)
    if (begins >= soonest) return new Date(begins)
  }
}

const starts = new Map<string, number>()

/** The first quarter of an hour of a day, found by walking towards it. */
function startOfDay(day: string, timeZone: string): number {
  const key = `${day} ${timeZone}`
  const known = starts.get(key)
  if (known !== undefined) return known
  let at = Date.parse(`${day}T00:00:00Z`) - dayMs
  while (dayIn(timeZone, at) < day) at += stepMs
  starts.set(key, at)
  return at
}

const calendars = new Map<string, Intl.DateTimeFormat>()

/** 2026-03-31, as calendars of a zone have it at a moment. */
function dayIn(timeZone: string, at: number): string {
  let calendar = calendars.get(timeZone)
  if (!calendar) {
    calendar = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      calendar: 'iso8601',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    })
    calendars.set(timeZone, calendar)
  }
  return calendar.format(at)
}

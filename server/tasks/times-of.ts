const dayMs = 86_400_000

/** When a task starts and ends: where nothing is said now, and a day after the start. */
export function timesOf(
  {
    startsAt,
    endsAt,
  }: { startsAt?: string | Date | undefined; endsAt?: string | Date | undefined },
  now: Date,
): { startsAt: Date; endsAt: Date } {
  const start = startsAt ? new Date(startsAt) : now
  return { startsAt: start, endsAt: endsAt ? new Date(endsAt) : new Date(start.getTime() + dayMs) }
}

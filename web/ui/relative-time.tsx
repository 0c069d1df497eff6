import { useEffect, useState } from 'react'
import { useFormat } from './format.ts'

/** "2 hours ago", kept true every half minute; the exact time on hover. */
export function RelativeTime({ time, timeZone }: { time: string; timeZone?: string }) {
  const format = useFormat(timeZone)
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <time dateTime={time} title={format.dateTime(time)}>
      {format.relative(time, now)}
    </time>
  )
}

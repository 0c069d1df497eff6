import { useEffect, useState } from 'react'

/** Whole seconds until a moment (milliseconds since 1970), counted down on screen; 0 once it is past, or for 0. */
export function useCountdown(until: number): number {
  const [now, setNow] = useState(Date.now)
  const isOver = until <= now
  useEffect(() => {
    setNow(Date.now())
    if (isOver) return
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [isOver])
  return Math.max(0, Math.ceil((until - now) / 1000))
}

/** `29:59` */
export const asClock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

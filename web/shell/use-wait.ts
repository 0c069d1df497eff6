import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'

/** Counts down what a refusal told to wait (LG8): "Try again in 29:59", null once it is over. */
export function useWait(error: unknown): string | null {
  const { t } = useTranslation()
  const [until, setUntil] = useState(0)
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const seconds = error instanceof ApiError ? (error.problem.retryAfterSeconds ?? 0) : 0
    setUntil(seconds > 0 ? Date.now() + seconds * 1000 : 0)
  }, [error])
  useEffect(() => {
    if (until === 0) return
    const tick = () => {
      setNow(Date.now())
      if (Date.now() >= until) setUntil(0)
    }
    tick()
    const timer = setInterval(tick, 500)
    return () => clearInterval(timer)
  }, [until])
  const left = Math.ceil((until - now) / 1000)
  return left > 0 ? t('sign-in.wait', { time: asClock(left) }) : null
}

const asClock = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

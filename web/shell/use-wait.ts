import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { asClock, useCountdown } from './use-countdown.ts'

/** Counts down what a refusal told to wait (LG8): "Try again in 29:59", null once it is over. */
export function useWait(error: unknown): string | null {
  const { t } = useTranslation()
  const [until, setUntil] = useState(0)
  useEffect(() => {
    const seconds = error instanceof ApiError ? (error.problem.retryAfterSeconds ?? 0) : 0
    setUntil(seconds > 0 ? Date.now() + seconds * 1000 : 0)
  }, [error])
  const left = useCountdown(until)
  return left > 0 ? t('sign-in.wait', { time: asClock(left) }) : null
}

import { useEffect, useRef } from 'react'
import { keepAhead } from '#web/keep-ahead.ts'
import type { Session } from './session.ts'

/** Fetches ahead what this member has to do soon, whenever they look at their tasks and whenever the connection comes back. */
export function useAhead(session: Session, looksAtTasks: boolean): void {
  const latest = useRef(session)
  latest.current = session
  useEffect(() => {
    if (looksAtTasks) void keepAhead(latest.current)
  }, [looksAtTasks])
  useEffect(() => {
    const back = () => void keepAhead(latest.current, { anew: true })
    addEventListener('online', back)
    return () => removeEventListener('online', back)
  }, [])
}

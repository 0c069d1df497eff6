import { useEffect, useRef, useState } from 'react'
import { useAddress } from './address.ts'
import { firstPage } from './use-paging.ts'

const pauseMs = 200

/** What is typed into a list's search field, and `?q=` once the typing pauses. */
export function useSearchText() {
  const address = useAddress()
  const asked = address.get('q') ?? ''
  const [typed, setTyped] = useState(asked)
  const sent = useRef(asked)
  const set = useRef(address.set)
  set.current = address.set

  // Back and a removed filter change the address under the field.
  useEffect(() => {
    if (asked === sent.current) return
    sent.current = asked
    setTyped(asked)
  }, [asked])
  useEffect(() => {
    if (typed.trim() === sent.current) return
    const timer = setTimeout(() => {
      sent.current = typed.trim()
      set.current({ q: sent.current || null, ...firstPage })
    }, pauseMs)
    return () => clearTimeout(timer)
  }, [typed])
  return { asked: asked || undefined, typed, setTyped }
}

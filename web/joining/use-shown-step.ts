import { useEffect, useEffectEvent } from 'react'
import { useAddress } from '#web/shell/address.ts'

/** Where the address names a step that is not reached yet, or is over, it is made to name the one on screen. */
export function useShownStep(shown: string, asked: string): void {
  const address = useAddress()
  // Once for each difference: the address changes some renders later.
  const tell = useEffectEvent(() => address.set({ step: shown === 'address' ? null : shown }))
  useEffect(() => {
    if (shown !== asked) tell()
  }, [shown, asked])
}

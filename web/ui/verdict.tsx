import { useEffect, useRef } from 'react'

interface Props {
  /** Why the form cannot be sent as it is; null: it can. */
  problem: string | null
  /** It is not known yet, because something is still being kept; whoever sends the form meanwhile does so once it is. */
  pending: boolean
  /** The form was to be sent: now it is time to say so. `first`: nothing before it is wrong, so the focus is due here. */
  onAsked: (first: boolean) => void
}

/** Lets something that is no input, such as a drawing, take part in the browser's own judgement of a form. */
export function Verdict({ problem, pending, onAsked }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const sendAfterwards = useRef(false)
  useEffect(() => {
    input.current?.setCustomValidity(pending ? 'pending' : (problem ?? ''))
    if (pending || !sendAfterwards.current) return
    sendAfterwards.current = false
    input.current?.form?.requestSubmit()
  }, [problem, pending])
  return (
    <input
      ref={input}
      aria-hidden
      tabIndex={-1}
      className="visually-hidden"
      value=""
      // Read-only ones are not judged.
      onChange={() => undefined}
      onInvalid={(event) => {
        // The browser's own bubble would be in the browser's language.
        event.preventDefault()
        if (pending) {
          sendAfterwards.current = true
          return
        }
        const { form } = event.currentTarget
        const wrong = [...(form?.elements ?? [])].find(
          (one) =>
            'validity' in one && one.validity instanceof ValidityState && !one.validity.valid,
        )
        onAsked(wrong === event.currentTarget)
      }}
    />
  )
}

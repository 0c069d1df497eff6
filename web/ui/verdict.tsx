import { useEffect, useRef } from 'react'

interface Props {
  /** Why the form cannot be sent as it is; null: it can. */
  problem: string | null
  /** The form was to be sent: now it is time to say so. `first`: nothing before it is wrong, so the focus is due here. */
  onAsked: (first: boolean) => void
}

/** Lets something that is no input, such as a drawing, take part in the browser's own judgement of a form. */
export function Verdict({ problem, onAsked }: Props) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.setCustomValidity(problem ?? ''), [problem])
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

import { type KeyboardEvent, type SyntheticEvent, useEffect, useRef, useState } from 'react'
import { Input } from 'react-aria-components/Input'
import { TextField as AriaTextField } from 'react-aria-components/TextField'
import styles from './code-field.module.css'
import { cx } from './cx.ts'
import { digitsOf } from './digits-of.ts'
import field from './field.module.css'
import { Field, type FieldFrame } from './field.tsx'
import { useFieldError } from './form.tsx'

interface Props extends FieldFrame {
  name?: string
  value: string
  onChange: (value: string) => void
  /** The last box was filled: called once with the whole code, so that nobody has to press a button. */
  onComplete: (code: string) => void
  /** It is being checked: keeps what stands there, and the focus. */
  isPending?: boolean
  autoFocus?: boolean
}

const length = 6
const boxes = Array.from({ length }, (_, at) => at)

/**
 * Six boxes for a code. Behind them is one real input: it takes a paste and what a phone fills in from a message, and
 * is one labelled field for a screen reader. Refused (an error at its `name`), it has the focus and, once the caller
 * has emptied it, starts at the first box.
 */
export function CodeField({
  label,
  help,
  hideLabel = false,
  name = 'code',
  value,
  onChange,
  onComplete,
  isPending = false,
  autoFocus = false,
}: Props) {
  const error = useFieldError(name)
  const input = useRef<HTMLInputElement>(null)
  const [at, setAt] = useState(0)
  const { markBox, walk } = useBoxes(value, setAt)

  // What is refused empties the boxes; the caret has to follow.
  useEffect(() => {
    if (value === '') setAt(0)
  }, [value])

  return (
    <AriaTextField
      name={name}
      value={value}
      isReadOnly={isPending}
      autoFocus={autoFocus}
      autoComplete="one-time-code"
      inputMode="numeric"
      className={cx(field.field)}
      onChange={(text) => {
        const code = digitsOf(text, length)
        onChange(code)
        if (code.length === length && code !== value) onComplete(code)
      }}
    >
      <Field label={label} help={help} hideLabel={hideLabel}>
        <div className={styles.code} data-pending={isPending || undefined}>
          <Input
            ref={input}
            className={cx(styles.input)}
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            onSelect={markBox}
            onKeyDown={walk}
          />
          {boxes.map((box) => (
            <span
              key={box}
              aria-hidden
              className={styles.box}
              data-here={box === Math.min(at, length - 1) || undefined}
              data-empty={value[box] === undefined || undefined}
            >
              {value[box]}
            </span>
          ))}
        </div>
        <span role="alert" className="visually-hidden">
          {error && `${label}: ${error}`}
        </span>
      </Field>
    </AriaTextField>
  )
}

/** The caret stands on a box, not between two: what is typed there takes the place of what it holds. */
function useBoxes(value: string, setAt: (at: number) => void) {
  const stand = (input: HTMLInputElement, at: number) =>
    input.setSelectionRange(at, Math.min(at + 1, value.length))
  return {
    markBox: ({ currentTarget: input }: SyntheticEvent<HTMLInputElement>) => {
      const { selectionStart: start, selectionEnd: end } = input
      if (start === null) return
      setAt(start)
      // Not when everything is selected: the next key empties it.
      if (start === end && start < value.length) stand(input, start)
    },
    walk: (event: KeyboardEvent<HTMLInputElement>) => {
      const input = event.currentTarget
      const start = input.selectionStart ?? 0
      const next = {
        ArrowLeft: Math.max(start - 1, 0),
        ArrowRight: Math.min(start + 1, value.length),
      }[event.key]
      if (next === undefined || event.shiftKey || event.metaKey || event.ctrlKey) return
      event.preventDefault()
      stand(input, next)
    },
  }
}

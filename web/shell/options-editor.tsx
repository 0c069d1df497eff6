import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/button.tsx'
import field from '#web/ui/field.module.css'
import { useFieldError } from '#web/ui/form.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import styles from './options-editor.module.css'

/** As the contract has it for fields of an organization and questions of a program alike. */
type Options = { id: string; label: string }[]

interface Props {
  options: Options
  onChange: (options: Options) => void
  isDisabled?: boolean
  /** The pointer of the options in the body, where they are not the whole form's. */
  name?: string
  optionsMax?: number
}

/** An option keeps its id whatever it is called, so that answers survive a better word. */
const newOption = (label = '') => ({ id: crypto.randomUUID().slice(0, 8), label })

/** The options of a choice: Enter adds one below, Backspace in an empty one takes it away, pasted lines become options. */
export function OptionsEditor({
  options,
  onChange,
  isDisabled = false,
  name = 'options',
  optionsMax = 200,
}: Props) {
  const { t } = useTranslation()
  const group = useRef<HTMLFieldSetElement>(null)
  const label = useId()
  const error = useFieldError(name)
  const [first] = useState(newOption)
  const shown = options.length > 0 ? options : [first]
  const focus = (at: number) =>
    requestAnimationFrame(() => group.current?.querySelectorAll('input')[at]?.focus())
  const put = (next: Options, at: number) => {
    onChange(next.slice(0, optionsMax))
    focus(at)
  }
  const move = (from: number, to: number) => {
    const option = shown[from]
    if (option) onChange(shown.toSpliced(from, 1).toSpliced(to, 0, option))
  }
  const paste = (at: number, text: string) => {
    const labels = text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
    const [begun = '', ...rest] = labels
    const current = shown[at]
    if (!current || rest.length === 0) return false
    const filled = { ...current, label: (current.label + begun).slice(0, 100) }
    const added = rest.map((line) => newOption(line.slice(0, 100)))
    put(shown.toSpliced(at, 1, filled, ...added), at + rest.length)
    return true
  }
  return (
    <fieldset
      ref={group}
      aria-labelledby={label}
      data-field={name}
      disabled={isDisabled}
      className={styles.options}
    >
      <div className={field.labels}>
        <span id={label} className={field.label}>
          {t('fields.options')}
        </span>
      </div>
      {shown.map((option, at) => (
        <div key={option.id} className={styles.option}>
          <TextField
            label={t('fields.option', { number: at + 1 })}
            hideLabel
            name={`${name}/${at}/label`}
            autoComplete="off"
            maxLength={100}
            isDisabled={isDisabled}
            value={option.label}
            onChange={(words) => onChange(shown.with(at, { ...option, label: words }))}
            validate={(words) =>
              words.trim()
                ? null
                : t(shown.length === 1 ? 'fields.options-needed' : 'field-errors.required')
            }
            onPaste={(event) => {
              if (paste(at, event.clipboardData?.getData('text') ?? '')) event.preventDefault()
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') {
                event.preventDefault()
                if (option.label.trim()) put(shown.toSpliced(at + 1, 0, newOption()), at + 1)
              } else if (event.key === 'Backspace' && option.label === '' && shown.length > 1) {
                event.preventDefault()
                put(shown.toSpliced(at, 1), Math.max(0, at - 1))
              } else event.continuePropagation()
            }}
          />
          {shown.length > 1 && !isDisabled && (
            <span className={styles.tools}>
              <IconButton
                label={t('fields.option-up', { number: at + 1 })}
                size="small"
                icon={<ArrowUp size={14} />}
                disabledReason={at > 0 ? null : t('fields.is-first')}
                onPress={() => move(at, at - 1)}
              />
              <IconButton
                label={t('fields.option-down', { number: at + 1 })}
                size="small"
                icon={<ArrowDown size={14} />}
                disabledReason={at < shown.length - 1 ? null : t('fields.is-last')}
                onPress={() => move(at, at + 1)}
              />
              <IconButton
                label={t('fields.remove-option', { number: at + 1 })}
                size="small"
                icon={<X size={14} />}
                onPress={() => put(shown.toSpliced(at, 1), Math.max(0, at - 1))}
              />
            </span>
          )}
        </div>
      ))}
      {!isDisabled && (
        <div>
          <Button
            kind="ghost"
            size="small"
            icon={<Plus size={14} />}
            onPress={() => put([...shown, newOption()], shown.length)}
          >
            {t('fields.add-option')}
          </Button>
        </div>
      )}
      {!isDisabled && <p className={field.help}>{t('fields.options-help')}</p>}
      {error && <p className={field.error}>{error}</p>}
    </fieldset>
  )
}

import { CircleAlert } from 'lucide-react'
import { type ReactNode, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Component } from '#api/flows.ts'
import field from '#web/ui/field.module.css'
import { useFieldError } from '#web/ui/form.tsx'
import { Verdict } from '#web/ui/verdict.tsx'
import styles from './value-field.module.css'

interface Props {
  component: Component
  help?: string
  /** Why its value cannot be taken as it is; said once somebody wants to go on. */
  problem: string | null
  /** It is still being kept. */
  pending?: boolean
  children: ReactNode
}

/** What stands around a value that is no single control of its own: its name above, help and what is wrong below. */
export function ValueFrame({
  component,
  help = component.help,
  problem,
  pending = false,
  children,
}: Props) {
  const { t } = useTranslation()
  const group = useRef<HTMLFieldSetElement>(null)
  const id = useId()
  const name = `values/${component.id}`
  const refusal = useFieldError(name)
  const [asked, setAsked] = useState(false)
  const error = (asked && problem) || refusal
  return (
    <fieldset
      ref={group}
      aria-labelledby={`${id}-label`}
      aria-describedby={error ? `${id}-error` : undefined}
      data-field={name}
      className={styles.entries}
    >
      <div className={field.labels}>
        <span id={`${id}-label`} className={field.label}>
          {component.title}
        </span>
        {!component.required && <span className={field.optional}>{t('ui.optional')}</span>}
      </div>
      {children}
      {help && <p className={field.help}>{help}</p>}
      {error && (
        <p id={`${id}-error`} className={field.error}>
          <CircleAlert size={14} aria-hidden />
          <span>{error}</span>
        </p>
      )}
      <Verdict
        problem={problem}
        pending={pending}
        onAsked={(first) => {
          setAsked(true)
          if (first)
            group.current
              ?.querySelector<HTMLElement>('button, input:not([aria-hidden], [type="file"])')
              ?.focus()
        }}
      />
    </fieldset>
  )
}

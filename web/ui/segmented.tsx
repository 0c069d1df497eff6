import type { ReactNode } from 'react'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { cx } from './cx.ts'
import styles from './segmented.module.css'

interface Props<K extends string> {
  label: string
  choices: readonly { id: K; label: string; icon?: ReactNode }[]
  value: K
  onChange: (id: K) => void
}

/** One of a few ways to look at the same thing, side by side; on a phone its icons are enough. */
export function Segmented<K extends string>({ label, choices, value, onChange }: Props<K>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const choice = choices.find(({ id }) => keys.has(id))
        if (choice) onChange(choice.id)
      }}
      className={cx(styles.group)}
    >
      {choices.map(({ id, label, icon }) => (
        <ToggleButton key={id} id={id} aria-label={label} className={cx(styles.choice)}>
          {icon}
          <span className={cx(icon ? styles.words : undefined)}>{label}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}

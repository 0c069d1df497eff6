import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Domain } from '#api/common.ts'
import { Picked } from '#web/ui/picked.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import styles from './joining-rules.module.css'

const separators = /[\s,;]+/
const domainsMax = 50

interface Props {
  value: readonly string[]
  onChange: (domains: string[]) => void
}

/** Domains, typed one after the other or pasted as a list; each becomes a chip by Enter, comma or space. */
export function DomainsField({ value, onChange }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  /** Keeps in the field what is no domain. */
  const take = (text: string) => {
    const parts = text.split(separators).filter(Boolean)
    const read = parts.map((part) => Domain.safeParse(part.replace(/^@/, '')).data ?? null)
    const known = read.filter((domain) => domain !== null)
    if (known.length > 0) onChange([...new Set([...value, ...known])].slice(0, domainsMax))
    setTyped(parts.filter((_, at) => read[at] === null).join(' '))
  }
  return (
    <div className={styles.picking}>
      <TextField
        label={t('joining.links.domains')}
        name="domains"
        help={t('joining.links.domains-help')}
        optional
        autoComplete="off"
        autoCapitalize="none"
        spellCheck="false"
        placeholder="example.com"
        maxLength={2000}
        value={typed}
        onChange={(text) => (separators.test(text) ? take(text) : setTyped(text))}
        onBlur={() => take(typed)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !typed.trim()) return
          event.preventDefault()
          take(typed)
        }}
        validate={(text) => (text.trim() ? t('joining.links.no-domain') : null)}
      />
      <Picked
        label={t('joining.links.domains')}
        items={value.map((name) => ({ id: name, name }))}
        onChange={(rest) => onChange(rest.map(({ name }) => name))}
      />
    </div>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { query } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'
import { ComboBox } from '#web/ui/combo-box.tsx'
import { Picked } from '#web/ui/picked.tsx'
import styles from './hub-choice.module.css'

type Hub = User['hubs'][number]

interface Props {
  /** "Hubs", and what that means, where nothing else is said. */
  label?: string
  help?: string
  hubs: readonly Hub[]
  onChange: (hubs: Hub[]) => void
  disabled?: boolean
}

/** Any number of hubs of the organization, found by typing (the server searches). */
export function HubChoice({ label, help, hubs, onChange, disabled = false }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const refusal = useRefusal('listHubs')
  const found = useQuery({
    ...query('listHubs', { query: { q: typed.trim() || undefined, limit: 20 } }),
    enabled: !disabled && refusal === null,
    placeholderData: (before) => before,
  })
  const free = (found.data?.items ?? []).filter((hub) => !hubs.some(({ id }) => id === hub.id))
  return (
    <div className={styles.choice}>
      {!disabled && (
        <ComboBox
          label={label ?? t('users.hubs')}
          name="hubIds"
          optional
          help={refusal ?? help ?? t('users.hubs-help')}
          isDisabled={refusal !== null}
          placeholder={t('users.find-hub')}
          choices={free.map(({ id, name }) => ({ id, label: name }))}
          value={null}
          inputValue={typed}
          onSearch={setTyped}
          onChange={(id) => {
            const hub = free.find((one) => one.id === id)
            if (!hub) return
            setTyped('')
            onChange([...hubs, { id: hub.id, name: hub.name }])
          }}
        />
      )}
      <Picked
        label={label ?? t('users.hubs')}
        items={hubs}
        onChange={onChange}
        disabled={disabled}
      />
    </div>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { query } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'
import { PickMany } from '#web/ui/pick-many.tsx'

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
  return (
    <PickMany
      label={label ?? t('users.hubs')}
      name="hubIds"
      help={refusal ?? help ?? t('users.hubs-help')}
      placeholder={t('users.find-hub')}
      typed={typed}
      onType={setTyped}
      found={(found.data?.items ?? []).map(({ id, name }) => ({ id, name }))}
      value={hubs}
      onChange={onChange}
      isEmpty={refusal !== null}
      disabled={disabled}
    />
  )
}

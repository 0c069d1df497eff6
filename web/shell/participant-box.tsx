import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Participant, ProgramRole } from '#api/programs.ts'
import { query } from '#web/api.ts'
import { ComboBox } from '#web/ui/combo-box.tsx'
import { PersonPicture } from './person-name.tsx'

interface Props {
  programId: string
  label: string
  help?: string
  name?: string
  role?: ProgramRole | undefined
  /** Chosen elsewhere already. */
  without?: readonly string[]
  value: Participant | null
  onChange: (participant: Participant | null) => void
  autoFocus?: boolean
}

/** One who takes part in a program, found by typing; who has no room is shown, and says so. */
export function ParticipantBox({
  programId,
  role,
  without = [],
  value,
  onChange,
  ...field
}: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  // What is chosen stands in the field, and is not searched for.
  const q = typed.trim() === value?.person.name ? '' : typed.trim().slice(0, 100)
  const found = useQuery({
    ...query('listParticipants', {
      params: { programId },
      query: { q: q || undefined, role, limit: 30 },
    }),
    placeholderData: keepPreviousData,
  })
  const items = (found.data?.items ?? []).filter(({ id }) => !without.includes(id))
  const shown = value && !items.some(({ id }) => id === value.id) ? [value, ...items] : items
  return (
    <ComboBox
      {...field}
      placeholder={t('matches.find-person')}
      choices={shown.map((one) => ({
        id: one.id,
        label: one.person.name,
        description:
          one.status === 'frozen'
            ? t('programs.states.frozen')
            : t('matches.room', { taken: one.openMatches, capacity: one.capacity }),
        icon: <PersonPicture person={one.person} size={20} />,
      }))}
      value={value?.id ?? null}
      onSearch={setTyped}
      onChange={(id) => onChange(shown.find((one) => one.id === id) ?? null)}
    />
  )
}

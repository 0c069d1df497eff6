import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PickMany } from '#web/ui/pick-many.tsx'

interface Hub {
  id: string
  name: string
}

interface Props {
  /** The hubs that one has oneself; undefined while they load. */
  own: readonly Hub[] | undefined
  value: readonly Hub[]
  onChange: (hubs: Hub[]) => void
}

/** Any number of one's own hubs, for whoever joins (RP5). */
export function OwnHubs({ own, value, onChange }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const words = typed.trim().toLowerCase()
  const help = own?.length === 0 ? 'no-hubs-help' : 'hubs-help'
  return (
    <PickMany
      label={t('joining.links.hubs')}
      name="hubIds"
      help={t(`joining.links.${help}`)}
      placeholder={t('joining.links.find-hub')}
      typed={typed}
      onType={setTyped}
      found={(own ?? []).filter(({ name }) => name.toLowerCase().includes(words))}
      value={value}
      onChange={onChange}
      isEmpty={!own || own.length === 0}
    />
  )
}

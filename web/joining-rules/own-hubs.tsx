import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ComboBox } from '#web/ui/combo-box.tsx'
import { Picked } from '#web/ui/picked.tsx'
import styles from './joining-rules.module.css'

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
  const free = (own ?? []).filter(
    ({ id, name }) => name.toLowerCase().includes(words) && !value.some((hub) => hub.id === id),
  )
  const help = own?.length === 0 ? 'no-hubs-help' : 'hubs-help'
  return (
    <div className={styles.picking}>
      <ComboBox
        label={t('joining.links.hubs')}
        name="hubIds"
        optional
        help={t(`joining.links.${help}`)}
        isDisabled={!own || own.length === 0}
        placeholder={t('joining.links.find-hub')}
        choices={free.map(({ id, name }) => ({ id, label: name }))}
        value={null}
        inputValue={typed}
        onSearch={setTyped}
        onChange={(id) => {
          const hub = free.find((one) => one.id === id)
          if (!hub) return
          setTyped('')
          onChange([...value, hub])
        }}
      />
      <Picked label={t('joining.links.hubs')} items={value} onChange={onChange} />
    </div>
  )
}

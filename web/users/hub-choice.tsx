import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { Tag, TagGroup, TagList } from 'react-aria-components/TagGroup'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { query } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'
import { ComboBox } from '#web/ui/combo-box.tsx'
import { cx } from '#web/ui/cx.ts'
import styles from './hub-choice.module.css'

type Hub = User['hubs'][number]

interface Props {
  hubs: readonly Hub[]
  onChange: (hubs: Hub[]) => void
  disabled?: boolean
}

/** Any number of hubs of the organization, found by typing (the server searches). */
export function HubChoice({ hubs, onChange, disabled = false }: Props) {
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
          label={t('users.hubs')}
          name="hubIds"
          optional
          help={refusal ?? t('users.hubs-help')}
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
      {hubs.length > 0 && (
        <TagGroup
          aria-label={t('users.hubs')}
          {...(!disabled && {
            onRemove: (gone: Set<string | number>) =>
              onChange(hubs.filter(({ id }) => !gone.has(id))),
          })}
        >
          <TagList className={cx(styles.list)}>
            {hubs.map(({ id, name }) => (
              <Tag key={id} id={id} textValue={name} className={cx(styles.hub)}>
                {name}
                {!disabled && (
                  <AriaButton slot="remove" className={cx(styles.remove)}>
                    <X size={12} />
                  </AriaButton>
                )}
              </Tag>
            ))}
          </TagList>
        </TagGroup>
      )}
    </div>
  )
}

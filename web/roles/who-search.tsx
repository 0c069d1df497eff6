import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ComboBox } from '#web/ui/combo-box.tsx'
import { type CustomModule, usePermissionGroups } from './permission-words.ts'

interface Props {
  modules: readonly CustomModule[]
  onChoose: (permission: string) => void
}

/** "Who can…?": a permission is found by what it is called or means, and asked about. */
export function WhoSearch({ modules, onChoose }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const needle = typed.trim().toLowerCase()
  const choices = usePermissionGroups(modules)
    .flatMap(({ permissions }) => permissions)
    .filter(({ label, text, module }) =>
      `${label} ${module} ${text}`.toLowerCase().includes(needle),
    )
    .map(({ id, label, text }) => ({ id, label, description: text }))
  return (
    <ComboBox
      label={t('roles.who.search')}
      hideLabel
      placeholder={t('roles.who.search')}
      choices={choices}
      value={null}
      inputValue={typed}
      onSearch={setTyped}
      menuTrigger="focus"
      onChange={(id) => {
        if (!id) return
        setTyped('')
        onChoose(id)
      }}
    />
  )
}

import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ComponentKind } from '#api/flows.ts'
import { Button } from '#web/ui/button.tsx'
import { Menu, MenuItem, MenuSection } from '#web/ui/menu.tsx'
import { KindIcon } from './kind-icon.tsx'

/** The kinds of fields, as people look for them. */
export const kindGroups = [
  ['words', ['text', 'long_text', 'phone', 'url']],
  ['numbers', ['number', 'currency']],
  ['choices', ['select', 'list']],
  ['time', ['date', 'time', 'date_time']],
  ['places', ['address', 'coordinate']],
  ['proofs', ['photo', 'signature']],
  ['reading', ['view']],
] as const satisfies [string, ComponentKind[]][]

interface Props {
  /** Where to, for whoever does not see it. */
  label: string
  disabledReason: string | null
  onAdd: (kind: ComponentKind) => void
}

/** A button that asks which kind of field, found by its first letters too. */
export function AddField({ label, disabledReason, onAdd }: Props) {
  const { t } = useTranslation()
  return (
    <Menu
      placement="bottom start"
      label={label}
      trigger={
        <Button
          kind="ghost"
          size="small"
          icon={<Plus size={14} />}
          aria-label={label}
          disabledReason={disabledReason}
        >
          {t('flows.add-field')}
        </Button>
      }
    >
      {kindGroups.map(([group, kinds]) => (
        <MenuSection key={group} title={t(`flows.kind-groups.${group}`)}>
          {kinds.map((kind) => (
            <MenuItem
              key={kind}
              id={kind}
              icon={<KindIcon kind={kind} />}
              onAction={() => onAdd(kind)}
            >
              {t(`flows.kinds.${kind}`)}
            </MenuItem>
          ))}
        </MenuSection>
      ))}
    </Menu>
  )
}

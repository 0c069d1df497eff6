import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import { customModulePermission, permissionModules } from '#api/permissions.ts'
import type { CustomModule as CustomModuleSchema } from '#api/roles.ts'
import { useSession } from '#web/shell/session.ts'
import { Checkbox } from '#web/ui/checkbox.tsx'
import styles from './roles-page.module.css'

export type CustomModule = z.infer<typeof CustomModuleSchema>

interface Props {
  modules: readonly CustomModule[]
  held: readonly string[]
  onChange: (permissions: string[]) => void
  readOnly: boolean
}

/** What a role permits, a line a module; those of custom modules in a line of their own (RP3, RP4). */
export function PermissionMatrix({ modules, ...shared }: Props) {
  const { t } = useTranslation()
  const lines = Object.entries(permissionModules).map(([module, names]) => ({
    id: module,
    title: t(`permissions.${module}.title`),
    permissions: names.map((id: string) => ({
      id,
      label: t(`permissions.${id.replace(':', '.')}`),
    })),
  }))
  return (
    <div className={styles.matrix}>
      {lines.map((line) => (
        <Line key={line.id} {...line} {...shared} />
      ))}
      {modules.length > 0 && (
        <Line
          title={t('custom-modules.heading')}
          permissions={modules.map(({ id, name }) => ({
            id: customModulePermission(id),
            label: t('custom-modules.view', { name }),
          }))}
          {...shared}
        />
      )}
    </div>
  )
}

interface LineProps extends Omit<Props, 'modules'> {
  title: string
  permissions: readonly { id: string; label: string }[]
}

function Line({ title, permissions, held, onChange, readOnly }: LineProps) {
  const { t } = useTranslation()
  const session = useSession()
  const heading = useId()
  const owner = session.role.template === 'owner'
  // RP5: what one does not hold, one neither grants nor takes.
  const free = permissions.filter(({ id }) => owner || session.permissions.includes(id))
  const count = permissions.filter(({ id }) => held.includes(id)).length
  const set = (ids: readonly string[], on: boolean) => {
    const others = held.filter((one) => !ids.includes(one))
    onChange(on ? [...others, ...ids] : others)
  }
  return (
    <fieldset aria-labelledby={heading} className={styles.module}>
      <div>
        <Checkbox
          isSelected={count === permissions.length}
          isIndeterminate={count > 0 && count < permissions.length}
          isDisabled={readOnly || free.length === 0}
          aria-label={t('roles.all-of', { module: title })}
          onChange={(on) =>
            set(
              free.map(({ id }) => id),
              on,
            )
          }
        >
          <span id={heading} className={styles.whole}>
            {title}
          </span>
        </Checkbox>
      </div>
      <div className={styles.permissions}>
        {permissions.map(({ id, label }) => {
          const beyond = !free.some((one) => one.id === id)
          return (
            <Checkbox
              key={id}
              isSelected={held.includes(id)}
              isDisabled={readOnly || beyond}
              description={!readOnly && beyond ? t('roles.not-held') : undefined}
              onChange={(on) => set([id], on)}
            >
              {label}
            </Checkbox>
          )
        })}
      </div>
    </fieldset>
  )
}

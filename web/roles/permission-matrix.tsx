import { CircleHelp } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#web/shell/session.ts'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import { type CustomModule, type PermissionWords, usePermissionGroups } from './permission-words.ts'
import styles from './roles-page.module.css'

interface Props {
  modules: readonly CustomModule[]
  held: readonly string[]
  onChange: (permissions: string[]) => void
  /** Asks who can do one of them. */
  onWho: (permission: string) => void
  readOnly: boolean
}

/** What a role permits, a line a module; those of custom modules in a line of their own (RP3, RP4). */
export function PermissionMatrix({ modules, ...shared }: Props) {
  const groups = usePermissionGroups(modules)
  return (
    <div className={styles.matrix}>
      {groups.map(({ id, title, permissions }) => (
        <Line key={id} title={title} permissions={permissions} {...shared} />
      ))}
    </div>
  )
}

interface LineProps extends Omit<Props, 'modules'> {
  title: string
  permissions: readonly PermissionWords[]
}

function Line({ title, permissions, held, onChange, onWho, readOnly }: LineProps) {
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
        {permissions.map(({ id, label, text }) => {
          const beyond = !free.some((one) => one.id === id)
          return (
            <div key={id} className={styles.permission} title={text}>
              <Checkbox
                isSelected={held.includes(id)}
                isDisabled={readOnly || beyond}
                description={!readOnly && beyond ? t('roles.not-held') : undefined}
                onChange={(on) => set([id], on)}
              >
                {label}
              </Checkbox>
              <IconButton
                label={t('roles.who.of', { permission: label })}
                size="small"
                icon={<CircleHelp size={14} strokeWidth={1.5} />}
                onPress={() => onWho(id)}
              />
            </div>
          )
        })}
      </div>
    </fieldset>
  )
}

import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoleId } from '#api/common.ts'
import type { Connection } from '#api/sso.ts'
import { Button } from '#web/ui/button.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { RoleGiven } from './role-given.tsx'
import styles from './sso.module.css'

/** One row while it is edited; the key stays when it is moved. */
export interface GroupRow {
  key: string
  group: string
  roleId: RoleId | null
}

const rowsMax = 200

export const rowsOf = ({ groupRoles }: Pick<Connection, 'groupRoles'>): GroupRow[] =>
  groupRoles.map((row, at) => ({ ...row, key: `saved-${at}` }))

interface Props {
  rows: readonly GroupRow[]
  isDisabled: boolean
  onChange: (rows: GroupRow[]) => void
}

/** Which group at the provider gives which role here; the first that somebody is in decides, so the order counts. */
export function GroupRoles({ rows, isDisabled, onChange }: Props) {
  const { t } = useTranslation()
  const [said, setSaid] = useState('')
  const [added, setAdded] = useState<string | null>(null)
  const focusOn = useRef<string | null>(null)
  // React moves the row to its new place, and the browser drops the focus of what is moved.
  useEffect(() => {
    if (!focusOn.current) return
    document.getElementById(focusOn.current)?.focus()
    focusOn.current = null
  })
  const change = (key: string, patch: Partial<GroupRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...patch } : row)))
  const move = (at: number, step: -1 | 1) => {
    const row = rows[at]
    if (!row) return
    const others = rows.filter(({ key }) => key !== row.key)
    focusOn.current = `${row.key}-${step < 0 ? 'up' : 'down'}`
    setSaid(t('sso.people.moved', { group: row.group, number: at + step + 1, count: rows.length }))
    onChange(others.toSpliced(at + step, 0, row))
  }
  return (
    <div className={styles.groups} data-field="groupRoles">
      <p aria-live="polite" className="visually-hidden">
        {said}
      </p>
      {rows.length === 0 && <p className={styles.quiet}>{t('sso.people.no-groups')}</p>}
      {rows.length > 0 && (
        <ol aria-label={t('sso.people.groups')} className={styles.groupList}>
          {rows.map(({ key, group, roleId }, at) => {
            const name = group || t('sso.people.new-group')
            return (
              <li key={key} className={styles.group}>
                <span className={styles.place} aria-hidden>
                  {at + 1}
                </span>
                <TextField
                  label={t('sso.people.group', { number: at + 1 })}
                  hideLabel
                  name={`groupRoles/${at}/group`}
                  placeholder={t('sso.people.group-placeholder')}
                  autoFocus={key === added}
                  isRequired
                  isDisabled={isDisabled}
                  maxLength={200}
                  autoComplete="off"
                  autoCapitalize="none"
                  value={group}
                  onChange={(next) => change(key, { group: next })}
                />
                <RoleGiven
                  label={t('sso.people.group-role', { group: name })}
                  hideLabel
                  name={`groupRoles/${at}/roleId`}
                  isDisabled={isDisabled}
                  value={roleId}
                  onChange={(next) => change(key, { roleId: next })}
                />
                {!isDisabled && (
                  <span className={styles.groupTools}>
                    <IconButton
                      id={`${key}-up`}
                      size="small"
                      label={t('sso.people.up', { group: name })}
                      icon={<ArrowUp size={14} />}
                      disabledReason={at === 0 ? t('sso.people.is-first') : null}
                      onPress={() => move(at, -1)}
                    />
                    <IconButton
                      id={`${key}-down`}
                      size="small"
                      label={t('sso.people.down', { group: name })}
                      icon={<ArrowDown size={14} />}
                      disabledReason={at === rows.length - 1 ? t('sso.people.is-last') : null}
                      onPress={() => move(at, 1)}
                    />
                    <IconButton
                      size="small"
                      label={t('sso.people.remove-group', { group: name })}
                      icon={<Trash2 size={14} />}
                      onPress={() => onChange(rows.filter((row) => row.key !== key))}
                    />
                  </span>
                )}
              </li>
            )
          })}
        </ol>
      )}
      {!isDisabled && (
        <div>
          <Button
            size="small"
            icon={<Plus size={14} />}
            disabledReason={
              rows.length >= rowsMax ? t('sso.people.groups-max', { count: rowsMax }) : null
            }
            onPress={() => {
              const key = crypto.randomUUID()
              setAdded(key)
              onChange([...rows, { key, group: '', roleId: null }])
            }}
          >
            {t('sso.people.add-group')}
          </Button>
        </div>
      )}
    </div>
  )
}

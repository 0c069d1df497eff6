import { Ban, KeyRound, MapPin, RotateCcw, ShieldCheck, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Api } from '#api/index.ts'
import type { User } from '#api/members.ts'
import { useCommands } from '#web/shell/commands.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { useFormat } from '#web/ui/format.ts'
import { BulkConfirm } from './bulk-confirm.tsx'
import { BulkHubs } from './bulk-hubs.tsx'
import { BulkRemove } from './bulk-remove.tsx'
import { BulkRole } from './bulk-role.tsx'
import { BulkSignIn } from './bulk-sign-in.tsx'
import type { BulkProps } from './use-bulk-change.ts'
import { useUserRefusal } from './use-user-refusal.ts'
import type { UserSelection } from './use-user-selection.ts'
import styles from './users.module.css'

type Verb = 'role' | 'hubs' | 'suspend' | 'restore' | 'guest' | 'remove'

const verbs: { id: Verb; operation: keyof Api; icon: ReactNode }[] = [
  { id: 'role', operation: 'updateUser', icon: <ShieldCheck size={14} /> },
  { id: 'hubs', operation: 'updateUser', icon: <MapPin size={14} /> },
  { id: 'guest', operation: 'setGuests', icon: <KeyRound size={14} /> },
  { id: 'suspend', operation: 'suspendUser', icon: <Ban size={14} /> },
  { id: 'restore', operation: 'restoreUser', icon: <RotateCcw size={14} /> },
  { id: 'remove', operation: 'removeUser', icon: <Trash2 size={14} /> },
]

/** What can be done with the selected members, as buttons of the bulk bar and in the palette. */
export function useBulkActions({ selection, onChange }: Omit<BulkProps, 'onClose'>) {
  const { t } = useTranslation()
  const format = useFormat()
  const [asking, setAsking] = useState<Verb | null>(null)
  const refusalOf = useBulkRefusals(selection)
  const offered = verbs.map((verb) => ({
    ...verb,
    label: t(`users.bulk.${verb.id}`),
    refusal: refusalOf[verb.id],
  }))
  useCommands(
    selection.count === 0
      ? []
      : offered
          .filter(({ refusal }) => refusal === null)
          .map(({ id, label, icon }) => ({
            id: `bulk-${id}`,
            section: selection.words,
            label,
            icon,
            run: () => setAsking(id),
          })),
  )
  const props = { selection, onChange, onClose: () => setAsking(null) }
  return {
    buttons: (
      <>
        {selection.selectAll && (
          <div className={styles.all}>
            <Button kind="ghost" size="small" onPress={selection.selectAll}>
              {t('users.bulk.select-all', { number: format.number(selection.matching) })}
            </Button>
          </div>
        )}
        {offered.map(({ id, label, icon, refusal }) => (
          <Button
            key={id}
            kind="ghost"
            size="small"
            icon={icon}
            disabledReason={refusal}
            onPress={() => setAsking(id)}
          >
            {label}
          </Button>
        ))}
      </>
    ),
    dialogs: (
      <>
        {asking === 'role' && <BulkRole {...props} />}
        {asking === 'hubs' && <BulkHubs {...props} />}
        {asking === 'guest' && <BulkSignIn {...props} />}
        {asking === 'suspend' && <BulkConfirm kind="suspend" {...props} />}
        {asking === 'restore' && <BulkConfirm kind="restore" {...props} />}
        {asking === 'remove' && <BulkRemove {...props} />}
      </>
    ),
  }
}

/** Why a verb is open to none of the selected; null where the server may say yes to somebody. */
function useBulkRefusals({ all, users, tooMany }: UserSelection): Record<Verb, string | null> {
  const { t } = useTranslation()
  const own = useSession().member.id
  const touch = useUserRefusal()
  const edit = useRefusal('updateUser')
  const suspend = useRefusal('suspendUser')
  const guests = useRefusal('setGuests')
  const remove = useRefusal('removeUser')
  const crowd = tooMany ? t('users.bulk.too-many') : null
  /** The reason of the first, where there is one for each. */
  const everybody = (reason: (user: User) => string | null) => {
    const [first, ...rest] = all ? [null] : users.map(reason)
    return first && rest.every(Boolean) ? first : null
  }
  const me = (words: string) => (user: User) => (user.id === own ? words : touch(user))
  const status = (refused: readonly User['status'][], words: string) =>
    everybody((user) => (refused.includes(user.status) ? words : null))
  return {
    role: edit ?? crowd ?? everybody(me(t('users.refusals.own-role'))),
    hubs: edit ?? crowd ?? everybody(touch),
    guest: guests ?? crowd ?? everybody(me(t('users.guests.yourself'))),
    suspend:
      suspend ??
      crowd ??
      everybody(me(t('users.refusals.suspend-self'))) ??
      status(['suspended', 'invited'], t('users.bulk.none-to-suspend')),
    restore:
      suspend ??
      crowd ??
      everybody(touch) ??
      status(['active', 'registering', 'invited'], t('users.bulk.none-suspended')),
    remove: remove ?? crowd ?? everybody(me(t('users.refusals.remove-self'))),
  }
}

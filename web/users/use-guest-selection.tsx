import { UserRound, UserRoundMinus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { Button } from '#web/ui/button.tsx'
import { GuestDialog } from './guest-dialog.tsx'
import { useGuestRefusal } from './use-guest-refusal.ts'

/** Who is selected on this page of the user table, to be made guest accounts or to be none any more, in bulk (DR1). */
export function useGuestSelection(items: readonly User[] | undefined) {
  const { t } = useTranslation()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState<boolean | null>(null)
  const refusalOf = useGuestRefusal()
  const chosen = (items ?? []).filter(({ id }) => selected.has(id))
  const refused = chosen.map(refusalOf).find((reason) => reason !== null) ?? null
  const changing = (guest: boolean) => chosen.filter((user) => user.guest !== guest)
  const reason = (guest: boolean) =>
    refused ??
    (changing(guest).length > 0 ? null : t(guest ? 'users.guests.all-are' : 'users.guests.none-is'))
  return {
    forTable: {
      selected: new Set(chosen.map(({ id }) => id)),
      onSelect: setSelected,
      bulkActions: (
        <>
          <Button
            kind="ghost"
            size="small"
            icon={<UserRound size={14} />}
            disabledReason={reason(true)}
            onPress={() => setAsking(true)}
          >
            {t('users.guests.make')}
          </Button>
          <Button
            kind="ghost"
            size="small"
            icon={<UserRoundMinus size={14} />}
            disabledReason={reason(false)}
            onPress={() => setAsking(false)}
          >
            {t('users.guests.end')}
          </Button>
        </>
      ),
    },
    dialog: (
      <GuestDialog
        users={asking === null ? [] : changing(asking)}
        guest={asking}
        onClose={() => setAsking(null)}
        onDone={() => setSelected(new Set())}
      />
    ),
  }
}

import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { client, refresh } from '#web/api.ts'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import { nameOf } from './user-words.tsx'

interface Props {
  users: readonly User[]
  /** What they are to become; null: nothing is asked. */
  guest: boolean | null
  onClose: () => void
  onDone?: () => void
}

/** Asks before members become guest accounts, or are none any more, and says what that means (DR1). */
export function GuestDialog({ users, guest, onClose, onDone }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const say = useProblemText()
  const verb = guest ? 'make' : 'end'
  const [only] = users
  const count = users.length
  const save = useMutation({
    mutationFn: () =>
      client.setGuests({ body: { memberIds: users.map(({ id }) => id), guest: guest === true } }),
    onSuccess: ({ changed }) => {
      void refresh('listUsers', 'getUser')
      toast({
        text: t(`users.guests.${verb}-done`, { count: changed, number: format.number(changed) }),
        description: t(`users.guests.${verb}-next`),
      })
      onClose()
      onDone?.()
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={
        count === 1 && only
          ? t(`users.guests.${verb}-one`, { name: nameOf(only) })
          : t(`users.guests.${verb}-question`, { count, number: format.number(count) })
      }
      confirm={t(`users.guests.${verb}-confirm`, { count })}
      isOpen={guest !== null}
      isPending={save.isPending}
      onConfirm={() => save.mutate()}
      onClose={onClose}
    >
      {t(`users.guests.${verb}-text`)}
    </ConfirmDialog>
  )
}

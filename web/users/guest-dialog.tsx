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
  user: User
  /** What they are to become; null: nothing is asked. */
  guest: boolean | null
  onClose: () => void
}

/** Asks before a member becomes a guest account, or is none any more, and says what that means (DR1). */
export function GuestDialog({ user, guest, onClose }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const say = useProblemText()
  const verb = guest ? 'make' : 'end'
  const save = useMutation({
    mutationFn: () => client.setGuests({ body: { memberIds: [user.id], guest: guest === true } }),
    onSuccess: ({ changed }) => {
      void refresh('listUsers', 'getUser')
      toast({
        text: t(`users.guests.${verb}-done`, { count: changed, number: format.number(changed) }),
        description: t(`users.guests.${verb}-next`),
      })
      onClose()
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={t(`users.guests.${verb}-one`, { name: nameOf(user) })}
      confirm={t(`users.guests.${verb}-confirm`)}
      isOpen={guest !== null}
      isPending={save.isPending}
      onConfirm={() => save.mutate()}
      onClose={onClose}
    >
      {t(`users.guests.${verb}-text`)}
    </ConfirmDialog>
  )
}

import { useMutation } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { client, refresh } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import { Banner } from './banner.tsx'
import type { Session } from './session.ts'

/** PW7: on every page, as long as the identity is to be deleted. */
export function DeletionBanner({ session, dueAt }: { session: Session; dueAt: string }) {
  const { t } = useTranslation()
  const format = useFormat(session.member.timeZone ?? session.organization.timeZone)
  const say = useProblemText()
  const keep = useMutation({
    mutationFn: () => client.undoIdentityDeletion(),
    onSuccess: async () => {
      await refresh('getSession', 'getMySecurity')
      toast(t('shell.deletion.kept'))
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  return (
    <Banner
      label={t('shell.deletion.title')}
      tone="red"
      icon={<Trash2 size={16} aria-hidden />}
      action={
        <Button size="small" isPending={keep.isPending} onPress={() => keep.mutate()}>
          {t('shell.deletion.keep')}
        </Button>
      }
    >
      {t('shell.deletion.due', { time: format.dateTime(dueAt) })}
    </Banner>
  )
}

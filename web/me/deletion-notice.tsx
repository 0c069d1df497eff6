import { useMutation } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { client, refresh } from '#web/api.ts'
import { Notice } from '#web/shell/notice.tsx'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'

/** While the seven days run: when it ends, and the way back (PW7). */
export function DeletionNotice({ dueAt }: { dueAt: string }) {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  const say = useProblemText()
  const undo = useMutation({
    mutationFn: () => client.undoIdentityDeletion(),
    onSuccess: async () => {
      await refresh('getMySecurity', 'getSession')
      toast(t('me.security.deletion.undone'))
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  return (
    <Notice
      icon={<Trash2 size={16} aria-hidden />}
      tone="red"
      title={t('me.security.deletion.due', { time: format.dateTime(dueAt) })}
      action={
        <Button isPending={undo.isPending} onPress={() => undo.mutate()}>
          {t('me.security.deletion.undo')}
        </Button>
      }
    >
      {t('me.security.deletion.due-means')}
    </Notice>
  )
}

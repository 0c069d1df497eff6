import { useMutation } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { client, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import { Notice } from './notice.tsx'

interface Props {
  dueAt: string
  /** In which the time is told; else the browser's. */
  timeZone?: string
}

/** While the seven days run: when it ends, and the way back (PW7). */
export function DeletionNotice({ dueAt, timeZone }: Props) {
  const { t } = useTranslation()
  const format = useFormat(timeZone)
  const say = useProblemText()
  const undo = useMutation({
    mutationFn: () => client.undoIdentityDeletion(),
    onSuccess: async () => {
      await refresh('getMySecurity', 'getSession')
      toast(t('me.security.deletion.undone'))
    },
    onError: (error) => {
      // The ten minutes of choosing are over (LG2).
      if (error instanceof ApiError && error.type === 'not-signed-in')
        return window.location.assign(paths.signIn())
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

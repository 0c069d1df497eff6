import { useMutation } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import { refreshTasks } from './keep-task.ts'
import styles from './tasks.module.css'

/** Says that samples are there, or on their way, and removes them with one click (CR6). */
export function SampleBanner({ samples, pending }: { samples: number; pending: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const say = useProblemText()
  const refusal = useRefusal('removeSampleTasks')
  const remove = useMutation({
    mutationFn: () => client.removeSampleTasks(),
    onSuccess: async ({ removed }) => {
      await refreshTasks()
      toast(t('tasks.samples-removed', { count: removed, number: format.number(removed) }))
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  const wasPending = useRef(pending)
  useEffect(() => {
    if (wasPending.current && !pending) void refreshTasks()
    wasPending.current = pending
  }, [pending])

  if (!pending && samples === 0) return null
  return (
    <div className={styles.banner} role="status">
      <FlaskConical size={16} strokeWidth={1.5} aria-hidden />
      <p>
        {pending
          ? t('tasks.samples-pending')
          : t('tasks.samples', { count: samples, number: format.number(samples) })}
      </p>
      {!pending && (
        <Button
          size="small"
          isPending={remove.isPending}
          disabledReason={refusal}
          onPress={() => remove.mutate()}
        >
          {t('tasks.remove-samples')}
        </Button>
      )}
    </div>
  )
}

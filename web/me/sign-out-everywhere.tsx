import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { tellTabs } from '#web/tabs.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'

/** The button that ends every log-in of this person, this one too, after asking (LG9). */
export function SignOutEverywhere() {
  const { t } = useTranslation()
  const say = useProblemText()
  const [asking, setAsking] = useState(false)
  const everywhere = useMutation({
    mutationFn: () => client.signOutEverywhere(),
    onSuccess: () => {
      tellTabs({ kind: 'signed-out' })
      window.location.assign(paths.signIn())
    },
    onError: (error) => {
      setAsking(false)
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  return (
    <>
      <Button onPress={() => setAsking(true)}>{t('me.sessions.everywhere')}</Button>
      <ConfirmDialog
        title={t('me.sessions.everywhere-question')}
        confirm={t('me.sessions.everywhere')}
        danger
        isOpen={asking}
        isPending={everywhere.isPending}
        onConfirm={() => everywhere.mutate()}
        onClose={() => setAsking(false)}
      >
        {t('me.sessions.everywhere-warning')}
      </ConfirmDialog>
    </>
  )
}

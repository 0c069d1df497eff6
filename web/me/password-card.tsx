import { useMutation } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { client } from '#web/api.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import { type Security, SecurityCard } from './security-card.tsx'

/** The one password (PW1): since when, who made it, and the way to another. */
export function PasswordCard({
  email,
  password,
  onChange,
}: Pick<Security, 'email' | 'password'> & { onChange: () => void }) {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  const say = useProblemText()
  const send = useMutation({
    mutationFn: () => client.forgotPassword({ body: { email } }),
    onSuccess: () => toast(t('me.security.password.sent', { email })),
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  return (
    <SecurityCard
      icon={<KeyRound size={16} aria-hidden />}
      title={t('me.security.password.title')}
      badge={
        password?.temporary && (
          <Badge tone="amber">{t('me.security.password.temporary-badge')}</Badge>
        )
      }
      state={
        password
          ? password.temporary
            ? t('me.security.password.temporary')
            : t('me.security.password.since', { date: format.date(password.changedAt) })
          : t('me.security.password.none')
      }
      actions={
        password ? (
          <Button onPress={onChange}>{t('me.security.password.change')}</Button>
        ) : (
          <Button isPending={send.isPending} onPress={() => send.mutate()}>
            {t('me.security.password.send')}
          </Button>
        )
      }
    />
  )
}

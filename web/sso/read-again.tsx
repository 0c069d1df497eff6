import { useMutation } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { SamlSettings } from '#api/sso.ts'
import { Button } from '#web/ui/button.tsx'
import { useFieldErrorText, useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import { onLockOut } from './on-lock-out.ts'

interface Props {
  metadataUrl: string
  refusal: string | null
  save: (given: { saml: SamlSettings }) => Promise<unknown>
}

/** Takes what stands at the known address now, instead of waiting for the daily reading. */
export function ReadAgain({ metadataUrl, refusal, save }: Props) {
  const { t } = useTranslation()
  const say = useProblemText()
  const sayField = useFieldErrorText()
  const read = useMutation({
    mutationFn: () => save({ saml: { from: 'url', metadataUrl } }),
    onSuccess: () => toast(t('sso.saml.read-again-done')),
    onError: (error) => {
      const [field] = error instanceof ApiError ? (error.problem.errors ?? []) : []
      const { title, detail } = say(
        onLockOut(error, t('sso.locks-out'), t('sso.locks-out-text')) ?? error,
      )
      toast({ text: title, description: field ? sayField(field) : detail, tone: 'error' })
    },
  })
  return (
    <Button
      icon={<RefreshCw size={14} />}
      isPending={read.isPending}
      disabledReason={refusal}
      onPress={() => read.mutate()}
    >
      {t('sso.saml.read-again')}
    </Button>
  )
}

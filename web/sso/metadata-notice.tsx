import { useMutation } from '@tanstack/react-query'
import { FileWarning } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { Connection } from '#api/sso.ts'
import { Notice } from '#web/shell/notice.tsx'
import { useRefusal } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { useFieldErrorText, useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import type { GivenProvider } from './provider-form.tsx'

interface Props {
  connection: Connection
  save: (given: GivenProvider) => Promise<unknown>
}

/** That the daily reading of the provider's metadata failed: a new certificate would be missed. */
export function MetadataNotice({ connection: { metadataError, provider }, save }: Props) {
  const { t } = useTranslation()
  const say = useProblemText()
  const sayField = useFieldErrorText()
  const refusal = useRefusal('updateConnection')
  const url = provider?.kind === 'saml' ? provider.metadataUrl : null
  const read = useMutation({
    mutationFn: (metadataUrl: string) => save({ saml: { from: 'url', metadataUrl } }),
    onSuccess: () => toast(t('sso.saml.read-again-done')),
    onError: (error) => {
      const [field] = error instanceof ApiError ? (error.problem.errors ?? []) : []
      const { title, detail } = say(error)
      toast({ text: title, description: field ? sayField(field) : detail, tone: 'error' })
    },
  })
  if (!metadataError) return null
  return (
    <Notice
      icon={<FileWarning size={16} />}
      tone="amber"
      title={t('sso.metadata-failed')}
      action={
        url && (
          <Button
            size="small"
            isPending={read.isPending}
            disabledReason={refusal}
            onPress={() => read.mutate(url)}
          >
            {t('sso.saml.read-again')}
          </Button>
        )
      }
    >
      <span lang="en">{metadataError}</span> {t('sso.metadata-failed-text')}
    </Notice>
  )
}

import { FileWarning } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Connection, SamlSettings } from '#api/sso.ts'
import { Notice } from '#web/shell/notice.tsx'
import { useRefusal } from '#web/shell/session.ts'
import { ReadAgain } from './read-again.tsx'

interface Props {
  connection: Connection
  save: (given: { saml: SamlSettings }) => Promise<unknown>
}

/** That the daily reading of the provider's metadata failed: a new certificate would be missed. */
export function MetadataNotice({ connection: { metadataError, provider }, save }: Props) {
  const { t } = useTranslation()
  const refusal = useRefusal('updateConnection')
  const url = provider?.kind === 'saml' ? provider.metadataUrl : null
  if (!metadataError) return null
  return (
    <Notice
      icon={<FileWarning size={16} />}
      tone="amber"
      title={t('sso.metadata-failed')}
      action={url && <ReadAgain metadataUrl={url} refusal={refusal} save={save} />}
    >
      <span lang="en">{metadataError}</span> {t('sso.metadata-failed-text')}
    </Notice>
  )
}

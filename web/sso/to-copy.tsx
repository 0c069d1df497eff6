import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Connection } from '#api/sso.ts'
import { Button } from '#web/ui/button.tsx'
import { download } from '#web/ui/download.ts'
import { CopyRows } from './copy-rows.tsx'

/** What the provider's own administrator has to enter there. */
export function ToCopy({ toCopy, attributes }: Pick<Connection, 'toCopy' | 'attributes'>) {
  const { t } = useTranslation()
  if (toCopy.kind === 'oidc')
    return (
      <CopyRows
        rows={[
          {
            label: t('sso.copy.redirect'),
            value: toCopy.redirectUri,
            help: t('sso.copy.redirect-help'),
          },
          {
            label: t('sso.copy.sign-out'),
            value: toCopy.postLogoutRedirectUri,
            help: t('sso.copy.sign-out-help'),
          },
          { label: t('sso.copy.jwks'), value: toCopy.jwksUri, help: t('sso.copy.jwks-help') },
        ]}
      />
    )
  const names = Object.values(attributes).filter(Boolean).join(', ')
  return (
    <CopyRows
      rows={[
        {
          label: t('sso.copy.metadata'),
          value: toCopy.metadataUrl,
          help: t('sso.copy.metadata-help'),
        },
        { label: t('sso.copy.entity'), value: toCopy.entityId, help: t('sso.copy.entity-help') },
        {
          label: t('sso.copy.acs'),
          value: toCopy.assertionConsumerServiceUrl,
          help: t('sso.copy.acs-help'),
        },
        {
          label: t('sso.copy.certificate'),
          value: toCopy.certificate,
          help: t('sso.copy.certificate-help'),
          shown: (
            <Button
              size="small"
              icon={<Download size={16} />}
              onPress={() => download('foyer-saml.pem', toCopy.certificate)}
            >
              {t('sso.copy.certificate-download')}
            </Button>
          ),
        },
        ...(names
          ? [
              {
                label: t('sso.copy.attributes'),
                value: names,
                help: t('sso.copy.attributes-help'),
              },
            ]
          : []),
      ]}
    />
  )
}

import { useTranslation } from 'react-i18next'
import type { Organization } from '#api/organizations.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { PictureField } from '#web/shell/picture-field.tsx'
import { useRefusal } from '#web/shell/session.ts'
import { OrganizationTile } from '#web/ui/organization-tile.tsx'

/** The organization's logo, which stands wherever its name does, also before its door (OR1). */
export function LogoField({ organization }: { organization: Organization }) {
  const { t } = useTranslation()
  const refusal = useRefusal('replaceLogo')
  const show = (saved: Organization) => {
    queries.setQueryData(query('getOrganization').queryKey, saved)
    return refresh('getSession', 'listMyOrganizations')
  }
  return (
    <PictureField
      label={t('organization.logo')}
      picture={<OrganizationTile {...organization} size={56} />}
      isSet={organization.logoUrl !== null}
      shape="square"
      disabledReason={refusal}
      onSave={(upload) => client.replaceLogo({ upload }).then(show)}
      onRemove={() => client.removeLogo().then(show)}
    />
  )
}

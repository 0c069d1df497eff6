import { useTranslation } from 'react-i18next'
import type { SsoReason } from '#api/sso.ts'

/** Why a way through an identity provider led nowhere, and what helps. */
export function useSsoWords() {
  const { t } = useTranslation()
  return (reason: SsoReason, names: { name: string | null; organization: string | null }) => {
    const values = {
      name: names.name || t('sso-return.the-provider'),
      organization: names.organization || t('sso-return.the-organization'),
    }
    return {
      title: t(`sso-return.reasons.${reason}.title`, values),
      text: t(`sso-return.reasons.${reason}.text`, values),
    }
  }
}

import { useTranslation } from 'react-i18next'

/** What the actions of a noun are about: `user` → "People". */
export function useNounWords(): (noun: string) => string {
  const { t } = useTranslation()
  return (noun) => t(`audit-nouns.${noun}`, { defaultValue: noun })
}

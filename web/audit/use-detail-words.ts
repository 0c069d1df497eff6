import { useTranslation } from 'react-i18next'
import type { DetailWords } from './details-in-brief.ts'

/** `email` → "E-mail"; what has no words keeps its name, as a field of the organization does. */
export function useDetailWords(): DetailWords {
  const { t } = useTranslation()
  return (name) => t(`audit.details.${name}`, { defaultValue: name, nsSeparator: false })
}

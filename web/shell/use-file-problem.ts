import { useTranslation } from 'react-i18next'
import { useProblemText } from '#web/ui/problem-text.ts'

/** Says why a photo or a signature could not be kept. */
export function useFileProblem(): (error: unknown) => string {
  const { t } = useTranslation()
  const say = useProblemText()
  return (error) => {
    if (error instanceof DOMException && error.name === 'QuotaExceededError')
      return t('form-values.device-full')
    const { title, detail } = say(error)
    return [title, detail].filter(Boolean).join(' ')
  }
}

import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'

/** Says a refusal at the edge of the page; of a file that cannot be read, what is wrong with it and where. */
export function useTellFileProblem(): (error: Error) => void {
  const { t } = useTranslation()
  const say = useProblemText()
  return (error) => {
    const { title, detail } = say(error)
    const [reason] = error instanceof ApiError ? (error.problem.errors ?? []) : []
    const why =
      reason?.code &&
      t(`imports.not-readable.${reason.code}`, { ...reason.values, defaultValue: reason.detail })
    toast({ text: title, description: why || detail || undefined, tone: 'error' })
  }
}

import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'

/** Says why something was refused where there is no form to say it in. */
export function useSayError(): (error: Error) => void {
  const say = useProblemText()
  return (error) => {
    const { title, detail } = say(error)
    toast({ text: title, description: detail, tone: 'error' })
  }
}

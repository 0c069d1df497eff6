import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'

/** Says a refusal at the edge of the page, where what was refused has no place of its own. */
export function useTellProblem(): (error: Error) => void {
  const say = useProblemText()
  return (error) => {
    const { title, detail } = say(error)
    toast({ text: title, description: detail || undefined, tone: 'error' })
  }
}

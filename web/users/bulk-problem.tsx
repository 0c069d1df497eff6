import { CircleAlert } from 'lucide-react'
import { Note } from '#web/shell/note.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'

/** Why a change of many could not even begin; nothing was changed then. */
export function BulkProblem({ error }: { error: Error | null }) {
  const say = useProblemText()
  if (!error) return null
  const { title, detail } = say(error)
  return (
    <div role="alert">
      <Note icon={<CircleAlert size={16} />}>
        <strong>{title}</strong> {detail}
      </Note>
    </div>
  )
}

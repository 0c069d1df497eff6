import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskStatus, TaskSummary } from '#api/tasks.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { toast } from '#web/ui/toast.tsx'
import { AssignDialog } from './assign-dialog.tsx'
import { useUnassign } from './use-unassign.ts'

export type StatusMoves = ReturnType<typeof useStatusMoves>

/**
 * What it takes to bring a task to another status: nobody has it any more, somebody is given it, or it is done. Each is the
 * task's own step, so a move asks for what the step asks for, and says why where it is not open.
 */
export function useStatusMoves() {
  const { t } = useTranslation()
  const { organization, member, permissions } = useSession()
  const { go } = useGo()
  const [assigning, setAssigning] = useState<TaskSummary | null>(null)
  const refusedAssign = useRefusal('assignTasks')
  const refusedFinish = useRefusal('finishTask')
  const { unassign } = useUnassign()

  const mayFinish = ({ assignees }: TaskSummary) =>
    permissions.includes('tasks:edit') || assignees.some(({ id }) => id === member.id)

  /** Why a task cannot be brought there; null where it can. */
  const refusal = (task: TaskSummary, to: TaskStatus): string | null => {
    if (task.status === 'done') return t('tasks.board.done-stays')
    if (to === 'done') return refusedFinish ?? (mayFinish(task) ? null : t('tasks.not-yours'))
    return refusedAssign
  }
  return {
    refusal,
    move: (task: TaskSummary, to: TaskStatus) => {
      if (task.status === to) return
      const reason = refusal(task, to)
      if (reason) toast({ text: t('tasks.board.refused'), description: reason, tone: 'note' })
      else if (to === 'unassigned') unassign([task])
      else if (to === 'ongoing') setAssigning(task)
      else go(paths.doTask(organization.slug, task.id))
    },
    dialogs: assigning && (
      <AssignDialog
        tasks={[assigning]}
        onClose={() => setAssigning(null)}
        onDone={() => setAssigning(null)}
      />
    ),
  }
}

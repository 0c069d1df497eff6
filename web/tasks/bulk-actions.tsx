import { MapPin, Trash2, UserMinus, UserPlus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Api } from '#api/index.ts'
import { useCommands } from '#web/shell/commands.ts'
import { useRefusal } from '#web/shell/session.ts'
import { useHubChoice } from '#web/shell/use-hub-filter.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { AssignDialog } from './assign-dialog.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { useRemoveTasks } from './use-remove-tasks.ts'
import { selectedMax, type TaskSelection } from './use-task-selection.ts'
import { useUnassign } from './use-unassign.ts'

type Verb = 'assign' | 'unassign' | 'move' | 'delete'

const verbs: { id: Verb; operation: keyof Api; icon: ReactNode }[] = [
  { id: 'assign', operation: 'assignTasks', icon: <UserPlus size={14} /> },
  { id: 'unassign', operation: 'assignTasks', icon: <UserMinus size={14} /> },
  { id: 'move', operation: 'moveTasks', icon: <MapPin size={14} /> },
  { id: 'delete', operation: 'removeTasks', icon: <Trash2 size={14} /> },
]

/** What can be done with the selected tasks, as buttons of the bulk bar and in the palette; each for all, or for none. */
export function useBulkActions(selection: TaskSelection) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState<Verb | null>(null)
  const refusals = useBulkRefusals(selection)
  const { tasks } = selection
  const count = tasks.length
  const close = () => setAsking(null)
  const done = () => {
    selection.clear()
    close()
  }
  const unassign = useUnassign(done)
  const remove = useRemoveTasks({ onDone: done, onRefused: close })
  const offered = verbs.map((verb) => ({
    ...verb,
    label: t(`tasks.${verb.id}`),
    refusal: refusals[verb.id],
    run: () => setAsking(verb.id),
  }))
  useCommands(
    count === 0
      ? []
      : offered
          .filter(({ refusal }) => refusal === null)
          .map(({ id, label, icon, run }) => ({
            id: `bulk-${id}`,
            section: t('ui.selected', { count }),
            label,
            icon,
            run,
          })),
  )
  return {
    /** Whether any of it is open to this member: else there is nothing to select for. */
    useful: verbs.some(({ id }) => refusals.ever[id] === null),
    buttons: offered.map(({ id, label, icon, refusal, run }) => (
      <Button key={id} kind="ghost" size="small" icon={icon} disabledReason={refusal} onPress={run}>
        {label}
      </Button>
    )),
    dialogs: count > 0 && (
      <>
        {asking === 'assign' && <AssignDialog tasks={tasks} onClose={close} onDone={done} />}
        {asking === 'move' && <MoveDialog tasks={tasks} onClose={close} onDone={done} />}
        <ConfirmDialog
          title={t('tasks.unassign-question', { count })}
          confirm={t('tasks.unassign')}
          isOpen={asking === 'unassign'}
          isPending={unassign.isPending}
          onConfirm={() => unassign.unassign(tasks)}
          onClose={close}
        >
          {t('tasks.unassign-text')}
        </ConfirmDialog>
        <ConfirmDialog
          title={t('tasks.delete-question', { count })}
          confirm={t('tasks.delete-confirm', { count })}
          danger
          isOpen={asking === 'delete'}
          isPending={remove.isPending}
          onConfirm={() => remove.mutate(tasks.map(({ id }) => id))}
          onClose={close}
        >
          {t('tasks.delete-warning')}
        </ConfirmDialog>
      </>
    ),
  }
}

/** Why a verb is open to none of the selected; null where the server may say yes. */
function useBulkRefusals({ tasks }: TaskSelection) {
  const { t } = useTranslation()
  const { hubs } = useHubChoice()
  const assign = useRefusal('assignTasks')
  const move = useRefusal('moveTasks')
  const remove = useRefusal('removeTasks')
  const crowd = tasks.length > selectedMax ? t('tasks.too-many', { max: selectedMax }) : null
  const free = tasks.every(({ assignees }) => assignees.length === 0)
  return {
    assign: assign ?? crowd,
    unassign: assign ?? crowd ?? (free ? t('tasks.nobody-assigned') : null),
    move: move ?? crowd ?? ((hubs?.length ?? 0) < 2 ? t('tasks.move-nowhere') : null),
    delete: remove ?? crowd,
    ever: { assign, unassign: assign, move, delete: remove } satisfies Record<Verb, string | null>,
  }
}

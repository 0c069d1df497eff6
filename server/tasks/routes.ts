import { api } from '#api/index.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { attachmentsOf } from '#server/attachments/attachments-of.ts'
import { type Endpoint, serve } from '#server/http/call.ts'
import type { Tx } from '#server/platform/database.ts'
import { addComment } from './add-comment.ts'
import { assignTasks } from './assign-tasks.ts'
import { hubRefused } from './check-hub.ts'
import { countTasks } from './count-tasks.ts'
import { createTask } from './create-task.ts'
import { createTaskView } from './create-task-view.ts'
import { finishTask } from './finish-task.ts'
import { listAssignees } from './list-assignees.ts'
import { listTaskEntries } from './list-task-entries.ts'
import { listTaskPlaces } from './list-task-places.ts'
import { listTasks } from './list-tasks.ts'
import { moveTasks } from './move-tasks.ts'
import { orderTaskViews } from './order-task-views.ts'
import { removeComment } from './remove-comment.ts'
import { removeSampleTasks } from './remove-sample-tasks.ts'
import { removeTaskView } from './remove-task-view.ts'
import { removeTasks } from './remove-tasks.ts'
import { getTask, type KnownTask } from './task.ts'
import { listTaskViews } from './task-view.ts'
import { updateTask } from './update-task.ts'
import { updateTaskView } from './update-task-view.ts'

/** Deleted between our look and the write: the same answer as if it had never been there. */
const violations = {
  tasks_organization_id_hub_id_fkey: hubRefused,
  task_assignees_organization_id_member_id_fkey: () =>
    fieldProblem(
      'values-refused',
      '#/assigneeIds',
      'somebody of them has just been removed',
      'not-one-of',
    ),
}

const viewViolations = { task_views_name: () => problem('name-taken') }

export const taskRoutes = ({ secretKey }: { secretKey: Buffer }): Endpoint[] => {
  /** With the addresses of its pictures, which are of this session. */
  const shown = async (tx: Tx, caller: SessionCaller, task: KnownTask, now: Date) => ({
    ...task,
    attachments: await attachmentsOf(tx, secretKey, caller, task.id, now),
  })
  return [
    serve(api.listTasks, ({ tx, caller, query, now }) => listTasks(tx, caller, query, now)),
    serve(api.countTasks, ({ tx, caller, query, now }) => countTasks(tx, caller, query, now)),
    serve(api.listTaskPlaces, ({ tx, caller, query, now }) =>
      listTaskPlaces(tx, caller, query, now),
    ),
    serve(api.getTask, async ({ tx, caller, params, now }) =>
      shown(tx, caller, await getTask(tx, caller, params.taskId), now),
    ),
    serve(
      api.createTask,
      async ({ tx, caller, body, request, now }) =>
        shown(tx, caller, await createTask(tx, caller, body, request, now), now),
      { violations },
    ),
    serve(api.updateTask, async ({ tx, caller, params, body, request, now }) =>
      shown(tx, caller, await updateTask(tx, caller, params.taskId, body, request, now), now),
    ),
    serve(
      api.assignTasks,
      ({ tx, caller, body, request, now }) => assignTasks(tx, caller, body, request, now),
      { violations },
    ),
    serve(
      api.moveTasks,
      ({ tx, caller, body, request, now }) => moveTasks(tx, caller, body, request, now),
      { violations },
    ),
    serve(api.finishTask, async ({ tx, caller, params, body, request, now }) =>
      shown(tx, caller, await finishTask(tx, caller, params.taskId, body, request, now), now),
    ),
    serve(api.removeTasks, ({ tx, caller, body, request, now }) =>
      removeTasks(tx, caller, body.taskIds, request, now),
    ),
    serve(api.removeSampleTasks, ({ tx, caller, request, now }) =>
      removeSampleTasks(tx, caller, request, now),
    ),
    serve(api.listAssignees, ({ tx, caller, params, query }) =>
      listAssignees(tx, caller, params.hubId, query.q),
    ),
    serve(api.listTaskEntries, ({ tx, caller, params, query }) =>
      listTaskEntries(tx, caller, params.taskId, query),
    ),
    serve(api.addComment, ({ tx, caller, params, body, now }) =>
      addComment(tx, caller, params.taskId, body.text, now),
    ),
    serve(api.removeComment, async ({ tx, caller, params, request, now }) => {
      await removeComment(tx, caller, params, request, now)
      return undefined
    }),
    serve(api.listTaskViews, async ({ tx, caller }) => ({
      items: await listTaskViews(tx, caller),
    })),
    serve(api.createTaskView, ({ tx, caller, body }) => createTaskView(tx, caller, body), {
      violations: viewViolations,
    }),
    serve(
      api.updateTaskView,
      ({ tx, caller, params, body }) => updateTaskView(tx, caller, params.viewId, body),
      { violations: viewViolations },
    ),
    serve(api.removeTaskView, async ({ tx, caller, params }) => {
      await removeTaskView(tx, caller, params.viewId)
      return undefined
    }),
    serve(api.orderTaskViews, async ({ tx, caller, body }) => ({
      items: await orderTaskViews(tx, caller, body.viewIds),
    })),
  ]
}

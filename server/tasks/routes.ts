import { api } from '#api/index.ts'
import { fieldProblem } from '#api/problem.ts'
import { serve } from '#server/http/call.ts'
import { assignTasks } from './assign-tasks.ts'
import { countTasks } from './count-tasks.ts'
import { createTask, hubRefused } from './create-task.ts'
import { finishTask } from './finish-task.ts'
import { listAssignees } from './list-assignees.ts'
import { listTasks } from './list-tasks.ts'
import { removeSampleTasks } from './remove-sample-tasks.ts'
import { removeTasks } from './remove-tasks.ts'
import { getTask } from './task.ts'

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

export const taskRoutes = [
  serve(api.listTasks, ({ tx, caller, query }) => listTasks(tx, caller, query)),
  serve(api.countTasks, ({ tx, caller, query }) => countTasks(tx, caller, query)),
  serve(api.getTask, ({ tx, caller, params }) => getTask(tx, caller, params.taskId)),
  serve(
    api.createTask,
    ({ tx, caller, body, request, now }) => createTask(tx, caller, body, request, now),
    {
      violations,
    },
  ),
  serve(
    api.assignTasks,
    ({ tx, caller, body, request, now }) => assignTasks(tx, caller, body, request, now),
    {
      violations,
    },
  ),
  serve(api.finishTask, ({ tx, caller, params, body, request, now }) =>
    finishTask(tx, caller, params.taskId, body.values, request, now),
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
]

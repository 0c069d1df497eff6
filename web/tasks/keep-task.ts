import type { Task } from '#api/tasks.ts'
import { queries, query, refresh } from '#web/api.ts'

/** Shows at once what the server answered, and fetches the lists anew. */
export function keepTask(task: Task): void {
  queries.setQueryData(query('getTask', { params: { taskId: task.id } }).queryKey, task)
  void refresh('listTasks', 'countTasks')
}

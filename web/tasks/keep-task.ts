import type { Task } from '#api/tasks.ts'
import { queries, query, refresh } from '#web/api.ts'

/** Whatever shows tasks is fetched anew. */
export const refreshTasks = (): Promise<unknown> =>
  refresh('listTasks', 'countTasks', 'listTaskPlaces', 'getTask', 'listTaskEntries')

/** Shows at once what the server answered, and fetches the lists anew. */
export function keepTask(task: Task): void {
  queries.setQueryData(query('getTask', { params: { taskId: task.id } }).queryKey, task)
  void refresh('listTasks', 'countTasks', 'listTaskPlaces', 'listTaskEntries')
}

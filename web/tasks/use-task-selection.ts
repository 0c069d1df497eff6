import { useState } from 'react'
import type { TaskSummary } from '#api/tasks.ts'

/** More than this cannot be changed at once: the contract of the bulk calls. */
export const selectedMax = 200

export type TaskSelection = ReturnType<typeof useTaskSelection>

/** Which tasks are selected, over the pages of a list; another search, filter or status begins anew. */
export function useTaskSelection(items: readonly TaskSummary[] | undefined, asked: object) {
  const filter = JSON.stringify(asked)
  const [kept, setKept] = useState({ filter, tasks: new Map<string, TaskSummary>() })
  const tasks = kept.filter === filter ? kept.tasks : new Map<string, TaskSummary>()
  const onPage = items ?? []
  const select = (keys: Set<string>) => {
    // The box in the head means the page; what was selected on other pages stays.
    const wholePage = onPage.every(({ id, status }) => status === 'done' || keys.has(id))
    const next = new Map<string, TaskSummary>()
    for (const id of [...(wholePage && keys.size > 0 ? tasks.keys() : []), ...keys]) {
      const task = tasks.get(id) ?? onPage.find((one) => one.id === id)
      // Done tasks are read-only: there is nothing to be done with them.
      if (task && task.status !== 'done') next.set(id, task)
    }
    setKept({ filter, tasks: next })
  }
  return {
    /** As they are by now, as far as they are on screen. */
    tasks: [...tasks.values()].map((task) => onPage.find(({ id }) => id === task.id) ?? task),
    selected: new Set(tasks.keys()),
    select,
    clear: () => setKept({ filter, tasks: new Map() }),
  }
}

import type { Component, FlowPage } from '#api/flows.ts'
import { standsInTable, type TaskImportTarget, type taskImportTargets } from '#api/task-imports.ts'
import { guessColumns } from '#server/platform/tables/guess-columns.ts'

/** What people call the columns, in English and Indonesian, without spaces and signs. */
const names: Record<(typeof taskImportTargets)[number], readonly string[]> = {
  title: ['title', 'task', 'tasktitle', 'name', 'subject', 'judul', 'tugas', 'namatugas', 'nama'],
  start: ['start', 'starts', 'startsat', 'startdate', 'starttime', 'from', 'mulai', 'tanggalmulai'],
  end: [
    'end',
    'ends',
    'endsat',
    'enddate',
    'endtime',
    'due',
    'duedate',
    'deadline',
    'selesai',
    'tenggat',
    'tanggalselesai',
  ],
  hub: ['hub', 'hubname', 'site', 'branch', 'location', 'cabang', 'lokasi'],
  assignees: [
    'assignees',
    'assignee',
    'assignedto',
    'email',
    'emails',
    'petugas',
    'pelaksana',
    'ditugaskankepada',
  ],
}

/** What each column is, by its name; a component by its title or id, also where that is a word of ours. Pure. */
export function guessMapping(
  columns: readonly string[],
  firstPage: readonly FlowPage[],
): (TaskImportTarget | null)[] {
  const components = firstPage.flatMap((page) => page.components.filter(standsInTable))
  const targets: [string, TaskImportTarget][] = Object.entries(names).flatMap(([target, words]) =>
    words.map((word): [string, TaskImportTarget] => [word, target as keyof typeof names]),
  )
  // As an export calls a component whose title is no name of its own; then its title and id are names of something else.
  const both = ({ id, title }: Component) => `${title} (${id})`
  const alone = components.filter((component) => !columns.includes(both(component)))
  for (const component of components) targets.push([both(component), `component:${component.id}`])
  for (const { id } of alone) targets.push([id, `component:${id}`])
  // The first one of a title holds: the others can be told by their ids.
  for (const { id, title } of alone.toReversed()) targets.push([title, `component:${id}`])
  // A flow may ask for a title too; what the first column of that name is, every task needs.
  targets.push(['title', 'title'])
  return guessColumns(columns, targets)
}

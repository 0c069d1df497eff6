import sql from 'sql-template-tag'
import type { FlowId } from '#api/common.ts'
import type { Component, FlowPage } from '#api/flows.ts'
import type { TaskValues } from '#api/tasks.ts'
import type { CsvCell } from '#server/platform/csv.ts'
import type { Tx } from '#server/platform/database.ts'
import { toLocal } from '#server/platform/local-time.ts'
import type { SummaryRow } from '../task.ts'

/** A task as a file holds it. */
export interface ExportedTask extends SummaryRow {
  values: TaskValues
  /** Of those who may know them alone; null: of nobody else. */
  assigneeEmails: readonly string[] | null
  createdAt: Date
  doneAt: Date | null
}

interface Column {
  name: string
  cell(task: ExportedTask): CsvCell
}

/**
 * What every task has, by names that an import knows: assignees by their e-mails, where whoever exports may see them. Times as the
 * clocks of a zone show them, with their offset.
 */
export function taskColumns(timeZone: string, withEmails: boolean): Column[] {
  const time = (at: Date | null) => at && toLocal(at, timeZone)
  return [
    { name: 'id', cell: ({ id }) => id },
    { name: 'title', cell: ({ title }) => title },
    { name: 'status', cell: ({ status }) => status },
    { name: 'flow', cell: ({ flow }) => flow.name },
    { name: 'hub', cell: ({ hub }) => hub.name },
    ...(withEmails
      ? [
          {
            name: 'assignees',
            cell: ({ assigneeEmails }: ExportedTask) => assigneeEmails?.join('; ') ?? null,
          },
        ]
      : []),
    {
      name: 'assignee names',
      cell: ({ assignees }) => assignees.map(({ name }) => name).join('; '),
    },
    { name: 'start', cell: ({ startsAt }) => time(startsAt) },
    { name: 'end', cell: ({ endsAt }) => time(endsAt) },
    { name: 'created', cell: ({ createdAt }) => time(createdAt) },
    { name: 'done', cell: ({ doneAt }) => time(doneAt) },
  ]
}

const columnsMax = 500

/**
 * A column for each component of a flow: as it stands, and then what earlier versions asked for, since tasks keep the form that they
 * were made with. Named by its title; by its id as well where that is no name of its own.
 */
export async function findValueColumns(tx: Tx, flowId: FlowId): Promise<Column[]> {
  const versions = await tx.query<{ pages: FlowPage[] }>(
    sql`select pages from flow_versions where flow_id = ${flowId} order by version desc limit 100`,
  )
  const components = new Map<string, Component>()
  for (const component of versions.flatMap(({ pages }) => pages.flatMap((page) => page.components)))
    if (component.kind !== 'view' && !components.has(component.id))
      components.set(component.id, component)
  const shown = [...components.values()].slice(0, columnsMax)
  const times = Map.groupBy(shown, ({ title }) => title.toLowerCase())
  const taken = new Set(taskColumns('UTC', true).map(({ name }) => name))
  return shown.map(({ id, title, kind }) => {
    const alone = times.get(title.toLowerCase())?.length === 1 && !taken.has(title.toLowerCase())
    return {
      name: alone ? title : `${title} (${id})`,
      cell: ({ values }) => toCell(kind, Object.hasOwn(values, id) ? values[id] : null),
    }
  })
}

/** Pictures are counted: what they show stands in the export of the organization. */
function toCell(kind: Component['kind'], value: TaskValues[string] | undefined): CsvCell {
  if (value === null || value === undefined) return null
  if (kind === 'signature') return 1
  if (!Array.isArray(value)) return value
  return kind === 'photo' ? value.length : value.join('; ')
}

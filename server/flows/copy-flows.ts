import sql from 'sql-template-tag'
import type { FoundingNote } from '#api/founding.ts'
import type { Copied, CopyDeclaration, CopySource } from '#server/organizations/copying.ts'
import { flowNames } from './default-flows.ts'

const names = JSON.stringify(flowNames)
const defaultNames = new Map(Object.values(flowNames).map((name) => [name.toLowerCase(), name]))

const flowsOf = (source: CopySource) =>
  sql`select f.name, f.template, f.pages, f.position, f.id from flows f where f.organization_id = ${source.organizationId}`

/** All flows as they stand, custom and default; each begins again at version 1. One with the name of a default flow wins. */
export const flowsCopy: CopyDeclaration = {
  kind: 'flows',
  preview: async (tx, source) =>
    toCopied(
      await tx.query<{ name: string }>(
        sql`select name from (${flowsOf(source)}) f order by position, id`,
      ),
    ),
  copy: async (tx, source, target) =>
    toCopied(
      await tx.query<{ name: string }>(sql`
        with copied as (
          insert into flows (organization_id, name, template, pages, position)
          -- Under another name it is a flow like any other, for the default one comes beside it.
          select ${target.id}, f.name, case when lower(f.name) = lower(${names}::jsonb ->> f.template) then f.template end,
            f.pages, row_number() over (order by f.position, f.id)
          from (${flowsOf(source)}) f
          returning organization_id, id, version, name, pages, position
        ), versions as (
          insert into flow_versions (organization_id, flow_id, version, name, pages)
          select organization_id, id, version, name, pages from copied
        )
        select name from copied order by position`),
    ),
}

const toCopied = (rows: readonly { name: string }[]): Copied => ({
  count: rows.length,
  changed: rows
    .filter(({ name }) => defaultNames.has(name.toLowerCase()))
    .map(
      ({ name }): FoundingNote => ({
        kind: 'default_flows',
        name: defaultNames.get(name.toLowerCase()) ?? name,
        what: null,
        reason: 'replaced-by-copied',
      }),
    ),
  dropped: [],
})

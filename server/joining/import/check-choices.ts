import sql from 'sql-template-tag'
import { fieldProblem, problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { getRoleToGive } from '#server/roles/role.ts'
import type { ImportChoices } from './judge-rows.ts'
import type { ImportRecord } from './user-import.ts'

/**
 * Refuses a file that cannot be imported as it stands: a column must say who the people are, and what is chosen for all of
 * them must be the caller's to give; Owner is given by no file (US9).
 *
 * @throws not-in-status, import-unfinished, values-refused, owner-protected, more-than-you-hold
 */
export async function checkChoices(
  tx: Tx,
  acting: Acting,
  { mapping, operationId }: Pick<ImportRecord, 'mapping' | 'operationId'>,
  { roleId, hubIds }: ImportChoices,
): Promise<void> {
  if (operationId) throw problem('not-in-status')
  if (!mapping.includes('email') && !mapping.includes('employeeId'))
    throw problem('import-unfinished', {
      detail: 'One column must be the e-mail address or the employee id.',
    })
  const role = await getRoleToGive(tx, acting, roleId)
  if (role.template === 'owner')
    throw fieldProblem(
      'owner-protected',
      '#/roleId',
      'A file makes nobody an owner.',
      'owner-protected',
    )
  const known = await tx.query<{ id: string }>(
    sql`select id from hubs where id = any(${hubIds}::uuid[])`,
  )
  const ids = new Set(known.map(({ id }) => id))
  const unknown = hubIds.findIndex((id) => !ids.has(id.toLowerCase()))
  if (unknown >= 0)
    throw fieldProblem(
      'values-refused',
      `#/hubIds/${unknown}`,
      'is not a hub of this organization',
      'unknown',
    )
}

import sql from 'sql-template-tag'
import type { ProgramId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { refuseNoProgram } from '../program.ts'
import { findProposals } from './proposal.ts'

/** The newest proposals of a program. @throws not-found */
export async function listProposals(tx: Tx, programId: ProgramId) {
  await refuseNoProgram(tx, programId)
  return { items: await findProposals(tx, sql`p.program_id = ${programId}`) }
}

import type { z } from 'zod'
import type { CustomModuleId } from '#api/common.ts'
import { customModulePermission } from '#api/permissions.ts'
import { fieldProblem } from '#api/problem.ts'
import type { CustomModule as Schema } from '#api/roles.ts'

/** A menu entry that an organization adds, with the permission to view it, which is its organization's alone (RP4). */
export type CustomModule = z.infer<typeof Schema>

export interface CustomModuleRow {
  id: CustomModuleId
  name: string
  url: string
}

export const readCustomModule = (row: CustomModuleRow): CustomModule => ({
  ...row,
  permission: customModulePermission(row.id),
})

export const customModuleViolations = {
  custom_modules_name: () =>
    fieldProblem('name-taken', '#/name', 'Another menu entry has this name.', 'taken'),
}

import { fieldProblem } from '#api/problem.ts'

const unknownRole = (pointer: string) => () =>
  fieldProblem('values-refused', pointer, 'is not a role of this organization', 'unknown')

/** Names are unique in any case: of two who take one at once, the second is told. And roles that were deleted while they were being given. */
export const connectionViolations = {
  connections_name: () =>
    fieldProblem('name-taken', '#/name', 'Another connection has this name.', 'taken'),
  connections_default_role: unknownRole('#/defaultRoleId'),
  connection_group_roles_role: unknownRole('#/groupRoles'),
}

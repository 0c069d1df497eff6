import { api } from '#api/index.ts'
import { problem } from '#api/problem.ts'
import { type Endpoint, serve } from '#server/http/call.ts'
import { createCustomModule } from './create-custom-module.ts'
import { createRole } from './create-role.ts'
import { customModuleViolations } from './custom-module.ts'
import { listCustomModules } from './list-custom-modules.ts'
import { listHolders } from './list-holders.ts'
import { listRoles } from './list-roles.ts'
import { removeCustomModule } from './remove-custom-module.ts'
import { removeRole } from './remove-role.ts'
import { roleViolations } from './role.ts'
import { updateRole } from './update-role.ts'

const roleOfConnection = () =>
  problem('role-in-use', { detail: 'Single sign-on gives this role: change the connection first.' })

export const roleRoutes: Endpoint[] = [
  serve(api.listRoles, ({ tx }) => listRoles(tx)),
  serve(api.listHolders, ({ tx, caller, params, query }) =>
    listHolders(tx, caller, params.permission, query),
  ),
  serve(
    api.createRole,
    ({ tx, caller, body, request, now }) => createRole(tx, caller, body, request, now),
    { violations: roleViolations },
  ),
  serve(
    api.updateRole,
    ({ tx, caller, params, body, request, now }) =>
      updateRole(tx, caller, params.roleId, body, request, now),
    { violations: roleViolations },
  ),
  serve(
    api.removeRole,
    ({ tx, caller, params, request, now }) => removeRole(tx, caller, params.roleId, request, now),
    {
      violations: {
        members_organization_id_role_id_fkey: () => problem('role-in-use'),
        connections_default_role: roleOfConnection,
        connection_group_roles_role: roleOfConnection,
      },
    },
  ),
  serve(api.listCustomModules, ({ tx, caller }) => listCustomModules(tx, caller)),
  serve(
    api.createCustomModule,
    ({ tx, caller, body, request, now }) => createCustomModule(tx, caller, body, request, now),
    { violations: customModuleViolations },
  ),
  serve(api.removeCustomModule, ({ tx, caller, params, request, now }) =>
    removeCustomModule(tx, caller, params.customModuleId, request, now),
  ),
]

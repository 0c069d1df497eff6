/**
 * The catalogue of system permissions by module, in the order of the matrix (RP3). Grants only: what a role
 * takes away from its holders stands in `restrictions`, so that Owner is not "everything true".
 */
export const permissionModules = {
  tasks: [
    'tasks:view',
    'tasks:create',
    'tasks:edit',
    'tasks:assign',
    'tasks:move',
    'tasks:do',
    'tasks:delete',
    'tasks:import',
    'tasks:export',
  ],
  flows: ['flows:view', 'flows:create', 'flows:edit', 'flows:delete'],
  hubs: ['hubs:view', 'hubs:create', 'hubs:edit', 'hubs:delete'],
  programs: [
    'programs:join',
    'programs:view',
    'programs:create',
    'programs:edit',
    'programs:delete',
  ],
  matches: ['matches:view', 'matches:create', 'matches:end'],
  users: [
    'users:view',
    'users:add',
    'users:edit',
    'users:suspend',
    'users:remove',
    'users:reset_password',
    'users:reset_authenticator',
    'users:unlock',
  ],
  roles: ['roles:view', 'roles:create', 'roles:edit', 'roles:delete'],
  fields: ['fields:edit'],
  joining: ['joining:view', 'joining:edit'],
  organization: [
    'organization:view',
    'organization:edit',
    'organization:export',
    'custom_modules:edit',
  ],
  audit: ['audit:view'],
  sign_in_policy: ['sign_in_policy:view', 'sign_in_policy:edit'],
  single_sign_on: ['single_sign_on:view', 'single_sign_on:edit'],
  billing: ['billing:view', 'billing:edit'],
} as const satisfies Record<string, readonly `${string}:${string}`[]>

export type PermissionModule = keyof typeof permissionModules
export type Permission = (typeof permissionModules)[PermissionModule][number]

export const permissions = Object.values(permissionModules).flat() as readonly Permission[]

/** What a role may demand of its holders or keep from them (RP3). */
export const restrictions = ['tasks:only_mine'] as const
export type Restriction = (typeof restrictions)[number]

/** The permission that a custom module makes; it belongs to its organization alone (RP4). */
export const customModulePermission = (customModuleId: string) => `custom_module:${customModuleId}`

/** The four roles that every organization has (RP1). */
export const roleTemplates = ['owner', 'admin', 'planner', 'field_user'] as const
export type RoleTemplate = (typeof roleTemplates)[number]

const all = [...permissions]

export const templatePermissions: Record<RoleTemplate, readonly Permission[]> = {
  owner: all,
  admin: all,
  planner: [
    ...permissionModules.tasks,
    'flows:view',
    'hubs:view',
    'programs:join',
    'users:view',
    'roles:view',
    'organization:view',
  ],
  field_user: ['tasks:view', 'tasks:do', 'flows:view', 'hubs:view', 'programs:join'],
}

export const templateRestrictions: Record<RoleTemplate, readonly Restriction[]> = {
  owner: [],
  admin: [],
  planner: [],
  field_user: ['tasks:only_mine'],
}

/** The names of the default roles as they stand in the database; screens translate them by template. */
export const templateNames: Record<RoleTemplate, string> = {
  owner: 'Owner',
  admin: 'Admin',
  planner: 'Planner',
  field_user: 'Field User',
}

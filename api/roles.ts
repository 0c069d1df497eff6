import { z } from 'zod'
import { CustomModuleId, line, MemberId, page, pageQuery, RoleId } from './common.ts'
import { SecondFactor } from './door.ts'
import { restrictions, roleTemplates } from './permissions.ts'
import { route } from './route.ts'

const PermissionName = z
  .string()
  .max(80)
  .regex(/^[a-z_]+:[a-z0-9_-]+$/)

export const Role = z.object({
  id: RoleId,
  name: z.string(),
  template: z.enum(roleTemplates).nullable(),
  permissions: z.array(z.string()),
  restrictions: z.array(z.enum(restrictions)),
  secondFactor: SecondFactor.describe(
    'Demanded of its holders at the door; the stricter wins (DR1)',
  ),
  singleSession: z.boolean().describe('Signing in ends its holders’ earlier sessions here'),
  memberCount: z.number().int(),
})
export type Role = z.infer<typeof Role>

export const listRoles = route({
  method: 'GET',
  path: '/roles',
  area: 'Roles',
  summary: 'All roles of this organization, default ones first',
  access: 'roles:view',
  rate: 'read',
  returns: z.object({ items: z.array(Role) }),
  problems: [],
})

export const createRole = route({
  method: 'POST',
  path: '/roles',
  area: 'Roles',
  summary: 'Create a custom role, empty or starting from another one’s set',
  access: 'roles:create',
  rate: 'write',
  idempotent: true,
  body: z.object({ name: line(60), copyFromRoleId: RoleId.optional() }),
  returns: Role,
  status: 201,
  problems: ['name-taken', 'more-than-you-hold', 'values-refused'],
})

const one = z.object({ roleId: RoleId })

export const updateRole = route({
  method: 'PATCH',
  path: '/roles/:roleId',
  area: 'Roles',
  summary: 'Rename a custom role, or replace what a role permits and restricts (Owner is fixed)',
  access: 'roles:edit',
  rate: 'write',
  params: one,
  body: z.object({
    name: line(60).optional(),
    permissions: z.array(PermissionName).max(500).optional(),
    restrictions: z.array(z.enum(restrictions)).optional(),
    secondFactor: SecondFactor.optional(),
    singleSession: z.boolean().optional(),
  }),
  returns: Role,
  problems: [
    'not-found',
    'name-taken',
    'default-role',
    'more-than-you-hold',
    'own-role',
    'values-refused',
  ],
})

export const removeRole = route({
  method: 'DELETE',
  path: '/roles/:roleId',
  area: 'Roles',
  summary: 'Delete a custom role that nobody has',
  access: 'roles:delete',
  rate: 'write',
  params: one,
  returns: null,
  problems: ['not-found', 'default-role', 'role-in-use', 'more-than-you-hold'],
})

export const CustomModule = z.object({
  id: CustomModuleId,
  name: z.string(),
  url: z
    .string()
    .nullable()
    .describe('Null: its permission, or custom_modules:edit, is needed to know it'),
  permission: z.string().describe('`custom_module:<id>`, “View <name>” (RP4)'),
})

export const listCustomModules = route({
  method: 'GET',
  path: '/custom-modules',
  area: 'Roles',
  summary: 'Menu entries that this organization added',
  access: 'member',
  rate: 'read',
  returns: z.object({ items: z.array(CustomModule) }),
  problems: [],
})

export const createCustomModule = route({
  method: 'POST',
  path: '/custom-modules',
  area: 'Roles',
  summary: 'Add a menu entry; makes the permission to view it, which Owner holds at once',
  access: 'custom_modules:edit',
  rate: 'write',
  idempotent: true,
  body: z.object({
    name: line(60),
    url: z
      .url({ protocol: /^https$/ })
      .max(2000)
      // Members would read the password; and https://bank.example@elsewhere.example is elsewhere.
      .refine((url) => !URL.parse(url)?.username && !URL.parse(url)?.password, {
        error: 'may hold no user name or password',
      }),
  }),
  returns: CustomModule,
  status: 201,
  problems: ['name-taken'],
})

export const removeCustomModule = route({
  method: 'DELETE',
  path: '/custom-modules/:customModuleId',
  area: 'Roles',
  summary: 'Remove a menu entry and its permission from every role',
  access: 'custom_modules:edit',
  rate: 'write',
  params: z.object({ customModuleId: CustomModuleId }),
  returns: null,
  problems: ['not-found'],
})

export const listHolders = route({
  method: 'GET',
  path: '/permissions/:permission/holders',
  area: 'Roles',
  summary:
    'Who can do this? The roles that hold a permission, and, for whoever may view users, the active members who have them',
  access: 'roles:view',
  rate: 'read',
  params: z.object({ permission: PermissionName }),
  query: z.object(pageQuery),
  returns: page(
    z.object({ id: MemberId, name: z.string(), email: z.string(), roleId: RoleId }),
  ).extend({
    roles: z.array(Role.pick({ id: true, name: true, template: true, memberCount: true })),
  }),
  problems: ['not-found', 'values-refused'],
})

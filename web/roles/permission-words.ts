import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import { customModulePermission, permissionModules } from '#api/permissions.ts'
import type { CustomModule as CustomModuleSchema } from '#api/roles.ts'

export type CustomModule = z.infer<typeof CustomModuleSchema>

/** A permission in words: its short name, what it means, and the module that it stands under. */
export interface PermissionWords {
  id: string
  label: string
  text: string
  module: string
}

/** Every permission of the matrix, a group a module, those of custom modules last (RP3, RP4). */
export function usePermissionGroups(
  modules: readonly CustomModule[],
): { id: string; title: string; permissions: PermissionWords[] }[] {
  const { t } = useTranslation()
  const system = Object.entries(permissionModules).map(([id, names]) => {
    const title = t(`permissions.${id}.title`)
    return {
      id,
      title,
      permissions: names.map((name: string) => {
        const key = name.replace(':', '.')
        return {
          id: name,
          label: t(`permissions.${key}`),
          text: t(`permissions.${key}-text`),
          module: title,
        }
      }),
    }
  })
  const title = t('custom-modules.heading')
  const custom = modules.map(({ id, name }) => ({
    id: customModulePermission(id),
    label: t('custom-modules.view', { name }),
    text: t('roles.who.custom', { name }),
    module: title,
  }))
  return custom.length > 0
    ? [...system, { id: 'custom-modules', title, permissions: custom }]
    : system
}

/** One of them by its stable name; null where there is none. */
export function usePermissionWords(
  modules: readonly CustomModule[],
): (permission: string) => PermissionWords | null {
  const all = usePermissionGroups(modules).flatMap(({ permissions }) => permissions)
  return (permission) => all.find(({ id }) => id === permission) ?? null
}

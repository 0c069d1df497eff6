import { useQuery } from '@tanstack/react-query'
import { query } from '#web/api.ts'
import { useRoles } from '#web/shell/roles.ts'
import { useRefusal } from '#web/shell/session.ts'

const shownMax = 50

/** The active owners; idle for whoever may not see the user table. */
export function useOwners() {
  const roleId = useRoles()?.find(({ template }) => template === 'owner')?.id
  const refusal = useRefusal('listUsers')
  return useQuery({
    ...query('listUsers', { query: { roleId, status: 'active', limit: shownMax } }),
    enabled: refusal === null && roleId !== undefined,
  })
}

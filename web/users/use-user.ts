import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { User } from '#api/members.ts'
import { queries, query, refresh } from '#web/api.ts'

/** Whose page this is; only inside of it, where they have been loaded. */
export function useUser(): User {
  const { userId = '' } = useParams({ strict: false })
  return useSuspenseQuery(query('getUser', { params: { memberId: userId } })).data
}

/** Shows at once what the server answered, and fetches the lists anew. */
export function keepUser(user: User): void {
  queries.setQueryData(query('getUser', { params: { memberId: user.id } }).queryKey, user)
  void refresh('listUsers', 'listRoles', 'listHubs', 'listAuditEvents')
}

import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Connection } from '#api/sso.ts'
import { queries, query, refresh } from '#web/api.ts'

/** The connection of the address; only where its page has loaded it. */
export function useConnection(): Connection {
  const { connectionId = '' } = useParams({ strict: false })
  return useSuspenseQuery(query('getConnection', { params: { connectionId } })).data
}

/** Shows a connection as it was just answered, here and in the list. */
export function keepConnection(saved: Connection): void {
  const { queryKey } = query('getConnection', { params: { connectionId: saved.id } })
  queries.setQueryData(queryKey, saved)
  void refresh('listConnections')
}

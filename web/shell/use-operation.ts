import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Operation } from '#api/operations.ts'
import { eventsUrl, queries, query } from '#web/api.ts'

/** How often to ask where no stream can be had, in milliseconds. */
const pollMs = 2_000

/** Long work as it stands, live: by a stream, and where that cannot be had by asking again. `error`: it cannot be seen any more. */
export function useOperation(started: Operation): { operation: Operation; error: Error | null } {
  const { id } = started
  const asked = query('getOperation', { params: { operationId: id } })
  const [polls, setPolls] = useState(false)
  const { data, error, refetch } = useQuery({
    ...asked,
    initialData: started,
    refetchInterval: ({ state }) => polls && state.data?.status === 'running' && pollMs,
  })
  const running = data.status === 'running'

  useEffect(() => {
    if (!running) return
    const events = new EventSource(eventsUrl(`/operations/${id}`))
    events.addEventListener('answer', ({ data: text }) => {
      const seen = Operation.parse(JSON.parse(text))
      queries.setQueryData(query('getOperation', { params: { operationId: id } }).queryKey, seen)
      setPolls(false)
    })
    events.addEventListener('refused', () => {
      events.close()
      // Asked once more in the ordinary way, the refusal is dealt with as everywhere.
      void refetch()
    })
    events.addEventListener('error', () => {
      // While it comes back by itself, the page asks.
      setPolls(true)
    })
    return () => events.close()
  }, [id, running, refetch])

  return { operation: data, error }
}

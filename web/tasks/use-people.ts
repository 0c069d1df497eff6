import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Task } from '#api/tasks.ts'
import { query } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'

export type Person = Task['assignees'][number]

/** Who can be given tasks of all of these hubs, by part of a name; the server searches. */
export function useAssignable(hubIds: readonly string[]) {
  const [typed, setTyped] = useState('')
  const q = typed.trim().slice(0, 100) || undefined
  const found = useQueries({
    queries: hubIds.map((hubId) => ({
      ...query('listAssignees', { params: { hubId }, query: { q } }),
      placeholderData: keepPreviousData,
    })),
  })
  const [first, ...others] = found.map(({ data }) => data?.items ?? [])
  return {
    people: (first ?? []).filter(({ id }) =>
      others.every((list) => list.some((one) => one.id === id)),
    ),
    setTyped,
  }
}

/** Whose tasks one may look for: the user table where one may see it, else the people of a hub. */
export function usePeople(hubId: string | null, typed: string): readonly Person[] {
  const q = typed.trim().slice(0, 100) || undefined
  const refusal = useRefusal('listUsers')
  const users = useQuery({
    ...query('listUsers', { query: { q, limit: 30 } }),
    enabled: refusal === null,
    placeholderData: keepPreviousData,
  })
  const people = useQuery({
    ...query('listAssignees', { params: { hubId: hubId ?? '' }, query: { q } }),
    enabled: refusal !== null && hubId !== null,
    placeholderData: keepPreviousData,
  })
  if (refusal !== null) return people.data?.items ?? []
  return (users.data?.items ?? []).map(({ id, firstName, lastName, email }) => ({
    id,
    name: [firstName, lastName].filter(Boolean).join(' ') || email,
  }))
}

import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import type { UserChange, UserFilter } from '#api/members.ts'
import type { Operation } from '#api/operations.ts'
import { client, query, refresh } from '#web/api.ts'
import { type ChangeKind, FollowedChange } from './followed-change.tsx'

/** Whom: those named, or all whom a filter finds. */
export type Which = { memberIds: string[] } | { filter: UserFilter }

interface Followed {
  operation: Operation
  /** Null: begun on an earlier load of this page. */
  kind: ChangeKind | null
}

/**
 * Changes many members in the background and follows what comes of it: a toast where that is quick, a line with its
 * progress where it is not. What is still running from before, as after a reload, is followed as well.
 */
export function useUserChanges() {
  const [followed, setFollowed] = useState<readonly Followed[]>([])
  const follow = useCallback(
    (operation: Operation, kind: ChangeKind | null) =>
      setFollowed((before) =>
        before.some((one) => one.operation.id === operation.id)
          ? before
          : [...before, { operation, kind }],
      ),
    [],
  )
  const earlier = useQuery({ ...query('listOperations'), staleTime: Number.POSITIVE_INFINITY })
  useEffect(() => {
    const running = (earlier.data?.items ?? []).filter(
      ({ kind, status }) => kind === 'user-change' && status === 'running',
    )
    for (const operation of running) follow(operation, null)
  }, [earlier.data, follow])
  useEffect(
    () => () => {
      // Coming back asks anew.
      void refresh('listOperations')
    },
    [],
  )
  return {
    change: async (which: Which, change: UserChange, idempotencyKey: string) => {
      const operation = await client.changeUsers({ body: { which, change }, idempotencyKey })
      follow(operation, change.kind)
    },
    lines: followed.map(({ operation, kind }) => (
      <FollowedChange
        key={operation.id}
        started={operation}
        kind={kind}
        onUndone={(next) => follow(next, 'undo')}
        onClose={() => setFollowed((before) => before.filter((one) => one.operation !== operation))}
      />
    )),
  }
}

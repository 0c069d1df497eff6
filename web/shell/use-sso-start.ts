import { useMutation } from '@tanstack/react-query'
import type { SsoConnection } from '#web/single-sign-on.ts'

/**
 * The way to a provider, begun once: `going` names the connection until the page is gone or, where it stays, until the way
 * has begun.
 */
export function useSsoStart(start: (connection: SsoConnection) => Promise<unknown>, leaves = true) {
  const { mutate, variables, error, isPending, isSuccess } = useMutation({ mutationFn: start })
  const going = isPending || (isSuccess && leaves) ? (variables?.id ?? null) : null
  return {
    begin: (connection: SsoConnection) => going === null && mutate(connection),
    going,
    last: variables ?? null,
    error,
  }
}

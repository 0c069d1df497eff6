import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '#api/client.ts'

const shortestToken = 20

/**
 * The link of a mail that led to this page: its token stands in the fragment, which no browser sends. `check` tells what
 * it is good for and consumes nothing; `gone` is true once it is good for nothing, also when `used` was refused for that.
 */
export function useLink<Found>(
  name: string,
  check: (token: string) => Promise<Found>,
  used: unknown = null,
) {
  const [token] = useState(() => decode(window.location.hash.slice(1)))
  const readable = token.length >= shortestToken
  const { data, error, refetch } = useQuery({
    queryKey: [name, token],
    queryFn: () => check(token),
    enabled: readable,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return {
    token,
    found: data,
    error,
    retry: () => void refetch(),
    gone: !readable || isGone(error) || isGone(used),
  }
}

const isGone = (error: unknown) => error instanceof ApiError && error.type === 'link-not-valid'

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

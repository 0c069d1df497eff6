import { useLocation, useNavigate } from '@tanstack/react-router'

/** Goes to an address of paths.ts; `withQuery` keeps filters and place, as when a row's panel opens and closes. */
export function useGo() {
  const navigate = useNavigate()
  const { searchStr } = useLocation()
  return {
    go: (path: string) => void navigate({ href: path }),
    withQuery: (path: string) => `${path}${searchStr}`,
  }
}

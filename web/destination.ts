import { paths, safeDestination, slugOf } from './paths.ts'

/** Where one asked to go before signing in, choosing or a door came in between: `?to=`, checked on use (LG7). */
export const destination = (): string | null =>
  safeDestination(new URLSearchParams(window.location.search).get('to'))

/** What signing in should lead back to: this page, or, on a door, what stands behind it. */
export function thisPage(): string {
  const { pathname, search } = window.location
  const slug = slugOf(pathname)
  if (slug && pathname === paths.door(slug)) return destination() ?? paths.tasks(slug)
  return pathname + search
}

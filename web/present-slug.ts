import { ApiError } from '#api/client.ts'
import { client } from './api.ts'

/** The present slug of an organization of one's own, by any that it has had (OR5); null for all others alike. */
export const findPresentSlug = (slug: string): Promise<string | null> =>
  client.findSlug({ params: { slug } }).then(
    (found) => found.slug,
    (error: unknown) => {
      if (error instanceof ApiError && error.problem.status < 500) return null
      throw error
    },
  )

import { problem } from '#api/problem.ts'
import type { Route } from '#api/route.ts'
import type { Upload } from './call.ts'
import { readBytes } from './read-bytes.ts'

/**
 * The bytes that a route takes instead of JSON. Their kind is only what the sender says: whoever reads them looks at the
 * content.
 *
 * @throws media-type-not-taken, body-too-large
 */
export async function readUpload(
  request: Request,
  { types, bytesMax }: NonNullable<Route['upload']>,
): Promise<Upload> {
  const [named = ''] = (request.headers.get('content-type') ?? '').split(';')
  const contentType = types.find((type) => type === named.trim().toLowerCase())
  if (!contentType)
    throw problem('media-type-not-taken', { detail: `Taken here: ${types.join(', ')}.` })
  const bytes = await readBytes(request, bytesMax, `${bytesMax / 1024 / 1024} MiB`)
  return { contentType, bytes }
}

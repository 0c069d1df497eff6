import { problem } from '#api/problem.ts'
import { readBytes } from './read-bytes.ts'

const bytesMax = 1_048_576

/** The JSON of a request, at most 1 MiB. */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) throw problem('not-json')
  const bytes = await readBytes(request, bytesMax, '1 MiB')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw problem('invalid-request', {
      errors: [{ pointer: '#', detail: 'is not JSON', code: 'not-json' }],
    })
  }
}

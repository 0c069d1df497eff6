import { problem } from '#api/problem.ts'

const bytesMax = 1_048_576

/** The JSON of a request, at most 1 MiB: counted while it arrives, so that a false Content-Length helps nobody. */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) throw problem('not-json')
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  if (request.body)
    for await (const chunk of request.body) {
      size += chunk.byteLength
      if (size > bytesMax) throw tooLarge()
      chunks.push(chunk)
    }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)))
  } catch {
    throw problem('invalid-request', {
      errors: [{ pointer: '#', detail: 'is not JSON', code: 'not-json' }],
    })
  }
}

const tooLarge = () => problem('body-too-large', { detail: 'At most 1 MiB.' })

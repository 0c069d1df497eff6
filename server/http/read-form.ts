import { problem } from '#api/problem.ts'

/**
 * The fields of a form, each of which may come once: of two nobody could say which one counts. Counted while it arrives, so
 * that a false Content-Length helps nobody.
 *
 * @throws body-too-large, invalid-request
 */
export async function readForm(
  request: Request,
  bytesMax: number,
): Promise<ReadonlyMap<string, string>> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type))
    throw wrong('application/x-www-form-urlencoded was expected')
  const tooLarge = () => problem('body-too-large', { detail: `At most ${bytesMax} bytes.` })
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  if (request.body)
    for await (const chunk of request.body) {
      size += chunk.byteLength
      if (size > bytesMax) throw tooLarge()
      chunks.push(chunk)
    }
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(Buffer.concat(chunks).toString())) {
    if (fields.has(name)) throw wrong('a field came twice')
    fields.set(name, value)
  }
  return fields
}

const wrong = (detail: string) =>
  problem('invalid-request', { detail, errors: [{ pointer: '#', detail, code: 'invalid' }] })

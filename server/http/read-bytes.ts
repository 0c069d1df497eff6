import { problem } from '#api/problem.ts'

/**
 * The body of a request, counted while it arrives, so that a false Content-Length helps nobody.
 *
 * @throws body-too-large, with `limit` in words
 */
export async function readBytes(
  request: Request,
  bytesMax: number,
  limit: string,
): Promise<Buffer> {
  const tooLarge = () => problem('body-too-large', { detail: `At most ${limit}.` })
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  if (request.body)
    for await (const chunk of request.body) {
      size += chunk.byteLength
      if (size > bytesMax) throw tooLarge()
      chunks.push(chunk)
    }
  return Buffer.concat(chunks)
}

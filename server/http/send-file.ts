import type { Download } from './call.ts'
import { contentDisposition } from './content-disposition.ts'

/** How long a download goes on without looking again whether its caller may still see it, in milliseconds. */
const lookMs = 1_000

/**
 * A file as an answer. One in pieces is read as fast as it is taken and no faster. A piece leaves only while `admitted` holds
 * (SW9): with a throw of it, or of the content, the connection is cut, so that nobody takes a part for the whole.
 */
export function sendFile(file: Download, admitted: () => Promise<void>): Response {
  const { contentType, name, content, bytes, cacheSeconds } = file
  const length = content instanceof Uint8Array ? content.byteLength : bytes
  return new Response(
    content instanceof Uint8Array ? new Uint8Array(content) : streamOf(content, admitted),
    {
      headers: {
        'content-type': contentType,
        'content-disposition': name === null ? 'inline' : contentDisposition(name),
        ...(length !== undefined && { 'content-length': String(length) }),
        'cache-control': cacheSeconds ? `private, max-age=${cacheSeconds}` : 'no-store',
        'x-content-type-options': 'nosniff',
        // Opened by itself it is a document of nobody: whatever it holds, it runs nothing and loads nothing.
        'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      },
    },
  )
}

function streamOf(content: AsyncIterable<Uint8Array>, admitted: () => Promise<void>) {
  const pieces = content[Symbol.asyncIterator]()
  let lookedAt = performance.now()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next()
        if (done) return controller.close()
        if (performance.now() - lookedAt >= lookMs) {
          await admitted().catch(async (error: unknown) => {
            await pieces.return?.()
            throw error
          })
          lookedAt = performance.now()
        }
        controller.enqueue(value)
      },
      // The client went away: what produces the pieces may let go of what it holds.
      async cancel() {
        await pieces.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

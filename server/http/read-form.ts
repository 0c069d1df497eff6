import { problem } from '#api/problem.ts'
import { readBytes } from './read-bytes.ts'

/**
 * The fields of a form, each of which may come once: of two nobody could say which one counts.
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
  const bytes = await readBytes(request, bytesMax, `${bytesMax} bytes`)
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(bytes.toString())) {
    if (fields.has(name)) throw wrong('a field came twice')
    fields.set(name, value)
  }
  return fields
}

const wrong = (detail: string) =>
  problem('invalid-request', { detail, errors: [{ pointer: '#', detail, code: 'invalid' }] })

import { problem } from '#api/problem.ts'
import { tokenKind } from '#server/platform/token.ts'
import type { Cookies } from './cookies.ts'

/** What a request shows of who it is. A browser may show both. */
export interface Token {
  session: string | null
  pending: string | null
  from: 'header' | 'cookie' | 'nowhere'
}

/**
 * RFC 6750: a bearer token in the header goes before cookies, which then count for nothing.
 *
 * @throws not-signed-in where the header is anything else
 */
export function findToken(request: Request, cookies: Cookies): Token {
  const header = request.headers.get('authorization')
  if (header !== null) {
    const token = /^Bearer +([\w~+/.-]+=*)$/i.exec(header)?.[1] ?? ''
    const kind = tokenKind(token)
    if (kind !== 'session' && kind !== 'pending') throw problem('not-signed-in')
    return {
      session: kind === 'session' ? token : null,
      pending: kind === 'pending' ? token : null,
      from: 'header',
    }
  }
  const session = cookies.get('session')
  const pending = cookies.get('pending')
  return {
    session: session && tokenKind(session) === 'session' ? session : null,
    pending: pending && tokenKind(pending) === 'pending' ? pending : null,
    from: session || pending ? 'cookie' : 'nowhere',
  }
}

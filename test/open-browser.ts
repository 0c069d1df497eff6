import { type Client, createClient } from '#api/client.ts'
import type { TestApp } from './harness.ts'

/** A browser that keeps our cookies, and nothing else. */
export interface Browser {
  client: Client
  fetch: (request: Request) => Promise<Response>
  /** By name, as the server has set them. */
  cookies: Map<string, string>
}

export function openBrowser(app: Pick<TestApp, 'fetch'>): Browser {
  const cookies = new Map<string, string>()
  const fetch = async (request: Request) => {
    const headers = new Headers(request.headers)
    if (cookies.size > 0)
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await app.fetch(new Request(request, { headers }))
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/; Max-Age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  return { client: createClient({ baseUrl: 'http://localhost', fetch }), fetch, cookies }
}

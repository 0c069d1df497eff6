import { inject } from 'vitest'
import { type Client, createClient } from '#api/client.ts'

/** The API as a browser calls it: with cookies that it keeps. */
export function cookieClient(): Client {
  const origin = inject('origin')
  const cookies = new Map<string, string>()
  return createClient({
    baseUrl: origin,
    headers: () => ({
      origin,
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    }),
    fetch: async (request) => {
      const response = await fetch(request)
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (value && !/max-age=0/i.test(line)) cookies.set(name, value)
        else cookies.delete(name)
      }
      return response
    },
  })
}

import type { Page } from 'playwright-core'
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

/** The API as the pages of a browser call it: as whoever is signed in there. */
export function clientOf(page: Page): Client {
  const origin = inject('origin')
  return createClient({
    baseUrl: origin,
    headers: { origin },
    fetch: async (request) => {
      const data = await request.text()
      const response = await page.request.fetch(request.url, {
        method: request.method,
        headers: Object.fromEntries(request.headers),
        ...(data && { data }),
      })
      const status = response.status()
      const body = status === 204 ? null : await response.text()
      return new Response(body, { status, headers: response.headers() })
    },
  })
}

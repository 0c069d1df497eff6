/** A browser without a screen: keeps cookies, follows redirects, sends forms. */
export interface TestBrowser {
  /**
   * Opens an address and follows redirects while they stay at `origin`; `left`: where it was sent from there, unopened.
   * With a form it is posted.
   */
  open(
    url: string,
    origin: string,
    form?: Record<string, string>,
  ): Promise<{ left: boolean; url: string; body: string }>
}

export function createTestBrowser(): TestBrowser {
  const cookies = new Map<string, string>()
  return {
    open: async (url, origin, form) => {
      let next = url
      let body = form && new URLSearchParams(form)
      for (let hops = 0; hops < 20; hops++) {
        const response = await fetch(next, {
          redirect: 'manual',
          headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
          ...(body && { method: 'POST', body }),
        })
        keep(cookies, response.headers.getSetCookie())
        const location = response.headers.get('location')
        const text = await response.text()
        if (location === null) return { left: false, url: next, body: text }
        next = new URL(location, next).href
        body = undefined
        if (new URL(next).origin !== origin) return { left: true, url: next, body: '' }
      }
      throw new Error(`redirected too often: ${next}`)
    },
  }
}

function keep(cookies: Map<string, string>, lines: string[]): void {
  for (const line of lines) {
    const [pair = ''] = line.split(';')
    const at = pair.indexOf('=')
    const expired = /expires=Thu, 01 Jan 1970/i.test(line)
    if (expired) cookies.delete(pair.slice(0, at))
    else cookies.set(pair.slice(0, at), pair.slice(at + 1))
  }
}

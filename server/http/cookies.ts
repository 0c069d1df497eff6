export type CookieName = 'session' | 'pending' | 'browser'

interface Jar {
  set: [name: CookieName, value: string, expiresAt: Date][]
  cleared: CookieName[]
}

/** Cookies of one request, and those that its answer sets once everything is committed. */
export interface Cookies {
  get(name: CookieName): string | null
  set(name: CookieName, value: string, expiresAt: Date): void
  clear(name: CookieName): void
}

export interface CookieNames {
  session: string
  pending: string
  browser: string
  secure: boolean
}

/**
 * `__Host-` binds a cookie to this host and to https (RFC 6265bis); plain http exists only on loopback, where browsers
 * refuse that prefix.
 */
export const cookieNames = (secure: boolean): CookieNames => {
  const prefix = secure ? '__Host-' : ''
  return {
    session: `${prefix}foyer_session`,
    pending: `${prefix}foyer_pending`,
    browser: `${prefix}foyer_browser`,
    secure,
  }
}

/** Reads the Cookie header and collects what the answer will set. */
export function readCookies(
  header: string | undefined,
  names: CookieNames,
): Cookies & { jar: Jar } {
  const jar: Jar = { set: [], cleared: [] }
  return {
    jar,
    get(name) {
      if (!header) return null
      for (const part of header.split(';')) {
        const at = part.indexOf('=')
        if (part.slice(0, at).trim() === names[name]) return part.slice(at + 1).trim() || null
      }
      return null
    },
    set(name, value, expiresAt) {
      jar.set.push([name, value, expiresAt])
    },
    clear(name) {
      jar.cleared.push(name)
    },
  }
}

/** Set-Cookie headers of an answer. */
export const setCookieHeaders = ({ set, cleared }: Jar, names: CookieNames): string[] => {
  const attributes = `Path=/; HttpOnly; SameSite=Lax${names.secure ? '; Secure' : ''}`
  return [
    ...cleared.map((name) => `${names[name]}=; ${attributes}; Max-Age=0`),
    ...set.map(
      ([name, value, at]) => `${names[name]}=${value}; ${attributes}; Expires=${at.toUTCString()}`,
    ),
  ]
}

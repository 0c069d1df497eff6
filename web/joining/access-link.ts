const key = 'foyer.access-link'
const draftKey = 'foyer.join'

/**
 * The token of an access link: it comes in the fragment, which no browser sends, and lies in the tab's sessionStorage for
 * as long as somebody is on the way in. Another link begins anew.
 */
export const accessLink = {
  draftKey,
  take(): string {
    const given = decode(window.location.hash.slice(1))
    const known = window.sessionStorage.getItem(key) ?? ''
    if (!given) return known
    if (given !== known) window.sessionStorage.removeItem(draftKey)
    window.sessionStorage.setItem(key, given)
    return given
  },
  forget: (): void => window.sessionStorage.removeItem(key),
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

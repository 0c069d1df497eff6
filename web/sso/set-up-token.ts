const key = 'foyer.set-up-sso'

/**
 * The token of the set-up link: it comes in the fragment, which no browser sends, and lies in the tab's sessionStorage for
 * the way to the provider and back.
 */
export const setUpToken = {
  take(): string {
    const given = decode(window.location.hash.slice(1))
    if (given) window.sessionStorage.setItem(key, given)
    return given || (window.sessionStorage.getItem(key) ?? '')
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

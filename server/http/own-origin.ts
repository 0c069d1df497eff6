/**
 * Whether a request that carries cookies came from our own pages: the Origin header says so, or, where a browser
 * sends none, Sec-Fetch-Site does. Programs that are no browsers send neither. SameSite=Lax stands behind this.
 */
export function isOwnOrigin(request: Request, origin: string | null): boolean {
  const from = request.headers.get('origin')
  if (from !== null) return from === (origin ?? `http://${request.headers.get('host')}`)
  const site = request.headers.get('sec-fetch-site')
  return site === null || site === 'same-origin' || site === 'none'
}

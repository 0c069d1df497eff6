import { useEffect, useState } from 'react'
import type { SsoReason } from '#api/sso.ts'
import { type SsoConnection, ssoNews } from '#web/single-sign-on.ts'

/** Why somebody is back here from one of these connections; told once. */
export function useSsoNews(connections: readonly SsoConnection[]): SsoReason | null {
  const [news] = useState(ssoNews.get)
  useEffect(() => ssoNews.set(null), [])
  return news && connections.some(({ id }) => id === news.connectionId) ? news.reason : null
}

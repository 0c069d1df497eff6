import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useAddress } from '#web/shell/address.ts'
import { LazyPointsMap } from '#web/shell/lazy-points-map.tsx'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { firstPage } from '#web/shell/use-paging.ts'
import styles from './hubs.module.css'

/** The same hubs as in the list beside it, all pages of it, where they stand. */
export function HubMap({ q }: { q: string | undefined }) {
  const { t } = useTranslation()
  const { hubId } = useParams({ strict: false })
  const { slug } = useSession().organization
  const { go, withQuery } = useGo()
  const address = useAddress()
  const places = useQuery({
    ...query('listHubPlaces', { query: { q } }),
    placeholderData: keepPreviousData,
  })
  const items = places.data?.items
  const points = useMemo(
    () => (items ?? []).map((hub) => ({ ...hub, tone: 'accent' as const })),
    [items],
  )
  const marked = useMemo(() => new Set(hubId ? [hubId] : []), [hubId])
  // Of several in one place the list names each.
  const choose = ([first, second]: string[]) => {
    const name = items?.find(({ id }) => id === first)?.name
    if (first && !second) go(withQuery(paths.hub(slug, first)))
    else if (name) address.set({ q: name, ...firstPage })
  }
  return (
    <div className={styles.map}>
      <LazyPointsMap label={t('hubs.map')} points={points} marked={marked} onChoose={choose} />
      {places.data?.more && <p className={styles.more}>{t('hubs.map-more')}</p>}
    </div>
  )
}

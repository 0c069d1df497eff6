import { useQuery } from '@tanstack/react-query'
import { type ComponentType, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import type { PointsMapProps } from '#web/ui/points-map.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import styles from './lazy-points-map.module.css'

type Props = Omit<PointsMapProps, 'tileUrl' | 'tileAttribution'>

/** The map of points with the operator's tiles, once it is there: it is large, and nobody waits for it. */
export function LazyPointsMap(props: Props) {
  const { t } = useTranslation()
  const tileUrl = useQuery(query('getAbout')).data?.tileUrl
  const [PointsMap, setPointsMap] = useState<ComponentType<PointsMapProps> | null>(null)
  const [failed, setFailed] = useState(false)
  // Without `lazy`, which would remember a failed download: looking again tries again.
  useEffect(() => {
    import('#web/ui/points-map.tsx').then(
      (file) => setPointsMap(() => file.PointsMap),
      () => setFailed(true),
    )
  }, [])
  if (PointsMap) return <PointsMap {...props} tileUrl={tileUrl ?? undefined} />
  return failed ? (
    <p role="alert" className={styles.failed}>
      {t('map.failed')}
    </p>
  ) : (
    <Skeleton shape="block" height="100%" />
  )
}

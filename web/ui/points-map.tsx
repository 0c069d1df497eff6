import { Maximize, Minus, Plus } from 'lucide-react'
import { useEffect, useEffectEvent, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from './cx.ts'
import { IconButton } from './icon-button.tsx'
import shared from './map.module.css'
import { createMapOfPoints, type MapOfPoints, type MapPoint } from './map-of-points.ts'
import styles from './points-map.module.css'

export interface PointsMapProps {
  /** The accessible name of the map. */
  label: string
  points: readonly MapPoint[]
  /** Brought out, and moved to where they are out of sight. */
  marked: ReadonlySet<string>
  /** A mark was pressed: one point, or several that stand in the same place. */
  onChoose: (ids: string[]) => void
  /** URL template of the operator's tile server; without it the bundled map is all. */
  tileUrl?: string | undefined
  tileAttribution?: string | undefined
}

/**
 * Where things stand, beside a list that says the same in words. Works offline: the world is bundled. Large: load it with
 * `import()`.
 */
export function PointsMap({
  label,
  points,
  marked,
  onChoose,
  tileUrl,
  tileAttribution,
}: PointsMapProps) {
  const { t } = useTranslation()
  const help = useId()
  const frame = useRef<HTMLDivElement>(null)
  const made = useRef<MapOfPoints>(null)
  const choose = useEffectEvent(onChoose)
  const begin = useEffectEvent((element: HTMLElement, tiles: string | undefined) => {
    const view = createMapOfPoints(element, {
      onChoose: (ids) => choose(ids),
      several: (count) => t('map.points', { count }),
      tileUrl: tiles,
      landClass: `${shared.land}`,
      markClass: `${styles.mark}`,
      still: matchMedia('(prefers-reduced-motion: reduce)').matches,
    })
    view.show(points)
    return view
  })

  // Another tile server is another map.
  useEffect(() => {
    if (!frame.current) return
    const view = begin(frame.current, tileUrl)
    made.current = view
    return () => {
      made.current = null
      view.remove()
    }
  }, [tileUrl])
  useEffect(() => made.current?.show(points), [points])
  useEffect(() => made.current?.mark(marked), [marked])

  return (
    <div className={cx(shared.frame, styles.frame)}>
      <div
        ref={frame}
        className={shared.map}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the keys itself
        tabIndex={0}
        dir="ltr"
        aria-label={label}
        aria-describedby={help}
      />
      <p id={help} className="visually-hidden">
        {t('map.points-keys')}
      </p>
      <div className={shared.zoom}>
        <IconButton
          label={t('map.zoom-in')}
          icon={<Plus size={16} />}
          onPress={() => made.current?.zoomBy(1)}
        />
        <IconButton
          label={t('map.zoom-out')}
          icon={<Minus size={16} />}
          onPress={() => made.current?.zoomBy(-1)}
        />
        <IconButton
          label={t('map.fit')}
          icon={<Maximize size={16} />}
          onPress={() => made.current?.lookAtAll()}
        />
      </div>
      {tileUrl && tileAttribution && (
        <span className={cx(shared.note, shared.credit)}>{tileAttribution}</span>
      )}
    </div>
  )
}

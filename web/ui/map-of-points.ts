import { control, divIcon, type LatLngBounds, latLngBounds, layerGroup, map, marker } from 'leaflet'
import 'leaflet/dist/leaflet.css'
import type { Tone } from './badge.tsx'
import { clusterPoints } from './cluster-points.ts'
import { drawGround, latitudeMax, worldOptions } from './world-ground.ts'

/** Marks nearer than this, in pixels, become one with a number. */
const reach = 34
const zoomToOne = 9

export interface MapPoint {
  id: string
  name: string
  latitude: number
  longitude: number
  tone: Tone
  /** Stands there for want of a place of its own. */
  faint?: boolean
}

interface Options {
  /** Those of a mark that was pressed and cannot be told apart by looking nearer; one or more. */
  onChoose: (ids: string[]) => void
  /** What a mark of several is called. */
  several: (count: number) => string
  tileUrl: string | undefined
  landClass: string
  markClass: string
  /** The reader wants no motion. */
  still: boolean
}

export type MapOfPoints = ReturnType<typeof createMapOfPoints>

/** A map in an element with any number of points; those that would cover each other stand together. */
export function createMapOfPoints(element: HTMLElement, options: Options) {
  const { onChoose, several, tileUrl, landClass, markClass, still } = options
  const view = map(element, {
    center: [15, 20],
    zoom: 1,
    ...worldOptions({ tiled: Boolean(tileUrl), still }),
  })
  control.scale({ imperial: false, position: 'bottomright' }).addTo(view)
  drawGround(view, landClass, tileUrl)
  const marks = layerGroup().addTo(view)
  let points: readonly MapPoint[] = []
  let marked: ReadonlySet<string> = new Set()
  let drawn: { ids: string[]; element: HTMLElement | undefined }[] = []

  const boundsOf = (some: readonly MapPoint[]): LatLngBounds =>
    latLngBounds(some.map(({ latitude, longitude }) => [edge(latitude), longitude]))

  const choose = (some: MapPoint[]) => {
    const bounds = boundsOf(some)
    const closer = Math.min(view.getBoundsZoom(bounds.pad(0.2)), view.getMaxZoom())
    const apart = !bounds.getSouthWest().equals(bounds.getNorthEast(), 1e-6)
    if (some.length > 1 && apart && closer > view.getZoom())
      view.fitBounds(bounds, { padding: [48, 48], animate: !still })
    else onChoose(some.map(({ id }) => id))
  }

  const showMarked = () => {
    for (const { ids, element: mark } of drawn)
      mark?.toggleAttribute(
        'data-marked',
        ids.some((id) => marked.has(id)),
      )
  }

  const draw = () => {
    marks.clearLayers()
    const zoom = view.getZoom()
    const placed = points.map((point) => ({
      ...view.project([edge(point.latitude), point.longitude], zoom),
      point,
    }))
    drawn = clusterPoints(placed, reach).map((group) => {
      const some = group.map(({ point }) => point)
      const [only] = some
      const size = some.length === 1 ? 18 : some.length < 10 ? 28 : some.length < 100 ? 34 : 40
      const mark = marker(boundsOf(some).getCenter(), {
        icon: divIcon({
          className: markClass,
          html: shapeOf(some),
          iconSize: [size, size],
        }),
        title: some.length === 1 && only ? only.name : several(some.length),
        // Who has no pointer finds the same in the list beside the map.
        keyboard: false,
        riseOnHover: true,
      })
      mark.on('click', () => choose(some)).addTo(marks)
      return { ids: some.map(({ id }) => id), element: mark.getElement() }
    })
    showMarked()
  }
  view.on('zoomend', draw)

  const lookAtAll = (animate = false) => {
    if (points.length > 0)
      view.fitBounds(boundsOf(points), { padding: [56, 56], maxZoom: zoomToOne, animate })
  }
  const fill = () => {
    view.invalidateSize({ animate: false, pan: false })
    // The world is never narrower than its frame: no empty margin.
    view.setMinZoom(Math.max(0, Math.ceil(Math.log2(element.clientWidth / 256))))
  }
  const resized = new ResizeObserver(fill)
  resized.observe(element)
  fill()

  return {
    /** Draws these instead; looks at all of them where they are others than before. */
    show(next: readonly MapPoint[]) {
      const same = placesOf(next) === placesOf(points)
      points = next
      if (!same) lookAtAll()
      draw()
    },

    /** Brings out the marks of these, and moves there where none of them is in sight. */
    mark(ids: ReadonlySet<string>) {
      marked = ids
      showMarked()
      const some = points.filter(({ id }) => ids.has(id))
      if (some.length > 0 && !some.some((one) => view.getBounds().intersects(boundsOf([one]))))
        view.panTo(boundsOf(some).getCenter(), { animate: !still })
    },

    /** Looks at all of them again. */
    lookAtAll: () => lookAtAll(!still),

    zoomBy: (steps: 1 | -1) => view.setZoom(view.getZoom() + steps),

    remove() {
      resized.disconnect()
      view.remove()
    },
  }
}

const edge = (latitude: number) => Math.min(latitudeMax, Math.max(-latitudeMax, latitude))

const placesOf = (points: readonly MapPoint[]) =>
  points.map(({ id, latitude, longitude }) => `${id} ${latitude} ${longitude}`).join()

/** A dot of the point's tone; of several their number, in a ring that says how many of which tone. */
function shapeOf(some: readonly MapPoint[]): HTMLElement {
  const shape = document.createElement('span')
  const [only] = some
  if (some.length === 1 && only) {
    shape.dataset.tone = only.tone
    shape.toggleAttribute('data-faint', only.faint ?? false)
    return shape
  }
  shape.dataset.count = some.length > 999 ? '999+' : String(some.length)
  let from = 0
  const parts = [...new Set(some.map(({ tone }) => tone))].toSorted().map((tone) => {
    const start = from
    from += (some.filter((one) => one.tone === tone).length / some.length) * 100
    return `var(--tone-${tone}) ${start}% ${from}%`
  })
  shape.style.setProperty('--parts', parts.join(', '))
  return shape
}

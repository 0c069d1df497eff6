import { control, divIcon, type LatLng, map, marker } from 'leaflet'
import 'leaflet/dist/leaflet.css'
import { type Coordinate, nearLongitude, sameCoordinate, toCoordinate } from './coordinate.ts'
import { type Box, countryNumber } from './country-box.ts'
import { drawGround, latitudeMax, worldOptions } from './world-ground.ts'

const zoomToPlace = 5

interface Options {
  value: Coordinate | null
  /** What is shown while there is no pin; null: the world. */
  around: Box | null
  onPlace: (place: Coordinate) => void
  /** Where the pointer is, while it is over the map. */
  onPoint: (place: Coordinate | null) => void
  /** URL template of a tile server, `https://…/{z}/{x}/{y}.png`; the drawn map stays below it. */
  tileUrl: string | undefined
  landClass: string
  pinClass: string
  /** The reader wants no motion. */
  still: boolean
}

export type PlaceMap = ReturnType<typeof createPlaceMap>

/**
 * A map in an element, with one pin that is clicked, dragged or nudged. The world is bundled: nothing
 * is fetched, unless there is a tile server.
 */
export function createPlaceMap(element: HTMLElement, options: Options) {
  const { value, around, onPlace, onPoint, tileUrl, landClass, pinClass, still } = options
  const view = map(element, {
    center: value ? [value.latitude, value.longitude] : [15, 20],
    zoom: value ? zoomToPlace : 0,
    ...worldOptions({ tiled: Boolean(tileUrl), still }),
    // Arrow keys move the pin, not the map: see `nudge`.
    keyboard: false,
  })
  control.scale({ imperial: false, position: 'bottomright' }).addTo(view)

  const lands = drawGround(view, landClass, tileUrl)

  const pin = marker([0, 0], {
    icon: divIcon({
      className: pinClass,
      html: pinShape(),
      iconSize: [28, 36],
      iconAnchor: [14, 35],
    }),
    draggable: true,
    autoPan: !still,
    keyboard: false,
  })

  /** What the pointer chose last: the map must not slide away under it. */
  let pointed: Coordinate | null = null
  let shown = value
  const byPointer = ({ lat, lng }: LatLng) => {
    pointed = toCoordinate(lat, lng)
    onPlace(pointed)
  }
  const standPin = () => {
    if (shown) pin.setLatLng([shown.latitude, nearLongitude(shown.longitude, view.getCenter().lng)])
  }
  view.on('click', ({ latlng }) => byPointer(latlng))
  pin.on('drag', () => byPointer(pin.getLatLng()))
  view.on('mousemove', ({ latlng }) => onPoint(toCoordinate(latlng.lat, latlng.lng)))
  view.on('mouseout', () => onPoint(null))
  view.on('moveend', () => {
    const { lat, lng } = view.getCenter()
    if (Math.abs(lng) > 180)
      view.setView([lat, toCoordinate(lat, lng).longitude], view.getZoom(), { animate: false })
    standPin()
  })

  const fill = () => {
    view.invalidateSize({ animate: false, pan: false })
    // The world is never narrower than its frame: no empty margin, and no pin shown twice.
    view.setMinZoom(Math.max(0, Math.ceil(Math.log2(element.clientWidth / 256))))
  }
  const resized = new ResizeObserver(fill)
  resized.observe(element)
  fill()
  const boxFits = { maxZoom: 10, padding: [16, 16] as [number, number] }
  if (!value && around) view.fitBounds(around, { ...boxFits, animate: false })

  const show = (place: Coordinate | null) => {
    shown = place
    if (!place) {
      pin.remove()
      return
    }
    standPin()
    pin.addTo(view)
    if (sameCoordinate(place, pointed)) return
    view.panInside(pin.getLatLng(), { padding: [48, 48], animate: !still })
  }
  show(value)

  return {
    /** Puts the pin there, or takes it away; follows it, unless the pointer has just put it there. */
    show,

    /** Fills the country (ISO 3166-1 alpha-2) that the pin is in. */
    mark(country: string | null) {
      const number = country ? countryNumber(country) : undefined
      for (const { number: other, land } of lands)
        land.getElement()?.toggleAttribute('data-marked', number !== undefined && number === other)
    },

    /** Moves the pin by pixels, so that a step is as fine as the zoom; without a pin, places it. */
    nudge(right: number, down: number) {
      const zoom = view.getZoom()
      if (!shown) return onPlace(toCoordinate(view.getCenter().lat, view.getCenter().lng))
      const { x, y } = view.project(pin.getLatLng(), zoom)
      const { lat, lng } = view.unproject([x + right, y + down], zoom)
      onPlace(toCoordinate(Math.min(latitudeMax, Math.max(-latitudeMax, lat)), lng))
    },

    /** Puts the pin in the middle of what one sees. */
    placeInMiddle() {
      byPointer(view.getCenter())
    },

    zoomBy(steps: 1 | -1) {
      // Towards the pin while it is in sight: that is what one wants to see closer.
      const around = shown && view.getBounds().contains(pin.getLatLng())
      if (around) view.setZoomAround(pin.getLatLng(), view.getZoom() + steps)
      else view.zoomIn(steps)
    },

    flyTo(box: Box) {
      if (still) view.fitBounds(box, { ...boxFits, animate: false })
      else view.flyToBounds(box, { ...boxFits, duration: 0.6 })
    },

    remove() {
      resized.disconnect()
      view.remove()
    },
  }
}

/** Drawn here instead of Leaflet's own picture, whose address a bundler cannot know. */
function pinShape(): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 28 36')
  svg.setAttribute('aria-hidden', 'true')
  const body = document.createElementNS(svg.namespaceURI, 'path')
  body.setAttribute('d', 'M14 35C10 28 3 21.5 3 13.5a11 11 0 0 1 22 0C25 21.5 18 28 14 35Z')
  const eye = document.createElementNS(svg.namespaceURI, 'circle')
  for (const [name, size] of [
    ['cx', '14'],
    ['cy', '13.5'],
    ['r', '4'],
  ] as const)
    eye.setAttribute(name, size)
  svg.append(body, eye)
  return svg
}

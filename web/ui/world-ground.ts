import { type Map as LeafletMap, polygon, tileLayer } from 'leaflet'
import { world } from './world.ts'

/** How near one may look: at the drawn map, and at that of a tile server. */
export const [zoomMaxDrawn, zoomMaxTiled] = [14, 19]

/** Mercator ends here. */
export const latitudeMax = 85.05

/** What every map of ours is made with: the whole world, its own controls, motion only where it is wanted. */
export const worldOptions = ({ tiled, still }: { tiled: boolean; still: boolean }) => ({
  maxZoom: tiled ? zoomMaxTiled : zoomMaxDrawn,
  maxBounds: [
    [-latitudeMax, -1e4],
    [latitudeMax, 1e4],
  ] as [[number, number], [number, number]],
  maxBoundsViscosity: 1,
  attributionControl: false,
  zoomControl: false,
  worldCopyJump: true,
  zoomAnimation: !still,
  fadeAnimation: !still,
  markerZoomAnimation: !still,
  inertia: !still,
})

/** Draws the bundled world, and over it what a tile server has; answers the lands by their country's number. */
export function drawGround(view: LeafletMap, landClass: string, tileUrl: string | undefined) {
  const ground = view.createPane('world')
  ground.style.zIndex = '150'
  ground.setAttribute('aria-hidden', 'true')
  const lands = world.map(({ number, shapes }) => {
    const outlines = shapes.map((shape) =>
      shape.map((ring) => ring.map(([lng, lat]): [number, number] => [lat, lng])),
    )
    const land = polygon(outlines, { pane: 'world', className: landClass, interactive: false })
    return { number, land: land.addTo(view) }
  })
  if (tileUrl) tileLayer(tileUrl, { maxZoom: zoomMaxTiled }).addTo(view)
  return lands
}

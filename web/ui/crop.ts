/** What is seen of a picture: the point in the middle of the square, in its pixels, and how near one looks. */
export interface Crop {
  x: number
  y: number
  /** 1: the square is as large as the picture's shorter side. */
  zoom: number
}

export interface Size {
  width: number
  height: number
}

export const zoomMax = 6

/** So far out that the whole picture is in the square. */
export const zoomToFit = ({ width, height }: Size): number =>
  Math.min(width, height) / Math.max(width, height)

/** The middle of the picture, as near as it fills the square. */
export const firstCrop = ({ width, height }: Size): Crop => ({
  x: width / 2,
  y: height / 2,
  zoom: 1,
})

/** Side of the square, in pixels of the picture. */
export const sideOf = ({ zoom }: Crop, { width, height }: Size): number =>
  Math.min(width, height) / zoom

/** The nearest crop that shows no more emptiness than it must: along a side that is too short, the picture stands in the middle. */
export function keepInside(crop: Crop, size: Size, zoomMin: number): Crop {
  const zoom = Math.min(Math.max(crop.zoom, zoomMin), zoomMax)
  const half = sideOf({ ...crop, zoom }, size) / 2
  const within = (at: number, length: number) =>
    half * 2 >= length ? length / 2 : Math.min(Math.max(at, half), length - half)
  return { x: within(crop.x, size.width), y: within(crop.y, size.height), zoom }
}

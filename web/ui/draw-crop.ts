import { type Crop, type Size, sideOf } from './crop.ts'

const bytesMax = 1024 * 1024
/** Side of what is sent, in pixels: as much as the server keeps. */
const sides = [512, 384, 256]

/**
 * What is in the square, as WebP, where this browser cannot write that as PNG or JPEG: at most 1 MiB. Emptiness beside the picture
 * stays see-through unless it becomes a JPEG.
 */
export async function drawCrop(
  picture: HTMLImageElement,
  crop: Crop,
  size: Size,
): Promise<Blob | null> {
  const side = sideOf(crop, size)
  for (const pixels of sides) {
    const canvas = Object.assign(document.createElement('canvas'), {
      width: pixels,
      height: pixels,
    })
    const context = canvas.getContext('2d')
    if (!context) return null
    context.imageSmoothingQuality = 'high'
    const scale = pixels / side
    context.drawImage(
      picture,
      (side / 2 - crop.x) * scale,
      (side / 2 - crop.y) * scale,
      size.width * scale,
      size.height * scale,
    )
    for (const type of ['image/webp', 'image/png', 'image/jpeg']) {
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.92))
      // A type that the browser cannot write comes back as PNG.
      if (blob?.type === type && blob.size <= bytesMax) return blob
    }
  }
  return null
}

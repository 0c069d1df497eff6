/** The longest side of what is kept of a picture, in pixels: as much as the server keeps. */
const sideMax = 2048

/**
 * A picture as it is sent: upright, at most 2048 pixels long, drawn anew, so that neither where it was taken nor anything else
 * that a camera writes into a file goes along. Null where this browser cannot read it.
 */
export async function shrinkPicture(file: Blob): Promise<Blob | null> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(
    () => null,
  )
  if (!picture) return null
  const scale = Math.min(1, sideMax / Math.max(picture.width, picture.height))
  const canvas = Object.assign(document.createElement('canvas'), {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  })
  const context = canvas.getContext('2d')
  if (!context) return null
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  for (const type of ['image/webp', 'image/jpeg']) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.85))
    // A type that the browser cannot write comes back as PNG.
    if (blob?.type === type) return blob
  }
  return null
}

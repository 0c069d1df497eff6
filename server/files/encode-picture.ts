import sharp from 'sharp'
import { problem } from '#api/problem.ts'

// Whatever the library reads besides these, such as SVG with its references, it never gets to see.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['VipsForeignLoadPngBuffer', 'VipsForeignLoadJpegBuffer', 'VipsForeignLoadWebpBuffer'],
})
sharp.cache(false)

/** Larger ones are bombs: what a phone takes has a third of it. */
const pixelsMax = 40_000_000

/** One after the other, so that pictures leave memory and processors to everything else. */
let last: Promise<unknown> = Promise.resolve()

interface Options {
  sideMax: number
  /** What is see-through becomes white. */
  onPaper?: boolean
}

interface SizedPicture {
  webp: Buffer
  width: number
  height: number
}

/**
 * A picture as we keep it: decoded by its content, whatever it is called, the first frame of an animated one, turned as its camera
 * was held, at most `sideMax` wide and high, and written anew as WebP with nothing but its pixels (OR1, PR1).
 *
 * @throws file-not-readable for what is no PNG, JPEG or WebP, is cut off, or has far too many pixels
 */
export const encodePicture = async (bytes: Uint8Array, options: Options): Promise<Buffer> =>
  (await encodeSizedPicture(bytes, options)).webp

/** The same, with its width and height in pixels. */
export function encodeSizedPicture(bytes: Uint8Array, options: Options): Promise<SizedPicture> {
  const encoded = last.then(() => encode(bytes, options))
  last = encoded.catch(() => undefined)
  return encoded
}

async function encode(bytes: Uint8Array, { sideMax, onPaper }: Options): Promise<SizedPicture> {
  if (!isKnown(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))) throw unreadable()
  try {
    const picture = sharp(bytes, { limitInputPixels: pixelsMax, failOn: 'error' })
      .autoOrient()
      .resize({ width: sideMax, height: sideMax, fit: 'inside', withoutEnlargement: true })
    const { data, info } = await (onPaper ? picture.flatten({ background: '#fff' }) : picture)
      .webp({ quality: 85 })
      .timeout({ seconds: 10 })
      .toBuffer({ resolveWithObject: true })
    return { webp: data, width: info.width, height: info.height }
  } catch {
    throw unreadable()
  }
}

const isKnown = (bytes: Buffer): boolean =>
  bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')) ||
  bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')) ||
  (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP')

const unreadable = () =>
  problem('file-not-readable', {
    detail: 'This is no PNG, JPEG or WebP picture, it is damaged, or it has too many pixels.',
  })

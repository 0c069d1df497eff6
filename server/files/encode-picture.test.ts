import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { encodePicture } from './encode-picture.ts'

const width = 60
const height = 40
/** Red on the left, blue on the right. */
const pixels = Buffer.alloc(width * height * 3)
for (let at = 0; at < width * height; at++) pixels[at * 3 + (at % width < width / 2 ? 0 : 2)] = 255
const picture = () => sharp(pixels, { raw: { width, height, channels: 3 } })

const colourAt = async (bytes: Buffer, x: number, y: number) => {
  const { data, info } = await decoded(bytes)
  const at = (y * info.width + x) * info.channels
  const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3)
  if (green > 100) return 'green'
  return red > blue ? 'red' : 'blue'
}
const decoded = (bytes: Buffer) => sharp(bytes).raw().toBuffer({ resolveWithObject: true })

const refused = (bytes: Uint8Array) =>
  expect(encodePicture(bytes, { sideMax: 512 })).rejects.toMatchObject({
    type: 'file-not-readable',
  })

describe('OR1, PR1: what is taken', () => {
  test.each(['png', 'jpeg', 'webp'] as const)('%s, by its content', async (format) => {
    const encoded = await encodePicture(await picture().toFormat(format).toBuffer(), {
      sideMax: 512,
    })
    const { format: kept, width: w, height: h } = await sharp(encoded).metadata()
    expect([kept, w, h]).toEqual(['webp', width, height])
    expect(await colourAt(encoded, 5, 20)).toBe('red')
    expect(await colourAt(encoded, 55, 20)).toBe('blue')
  })

  test('a large one is made smaller, in proportion; a small one stays', async () => {
    const large = await picture().resize(3000, 2000).png().toBuffer()
    const { width: w, height: h } = await sharp(
      await encodePicture(large, { sideMax: 300 }),
    ).metadata()
    expect([w, h]).toEqual([300, 200])
  })

  test('what is see-through stays so', async () => {
    const glass = await sharp({
      create: { width: 20, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer()
    const { data, info } = await decoded(await encodePicture(glass, { sideMax: 512 }))
    expect(info.channels).toBe(4)
    expect(data[3]).toBe(0)
  })

  test('of an animated one the first frame is kept', async () => {
    const frames = Buffer.concat([
      Buffer.alloc(20 * 20 * 3, 0).map((_, at) => (at % 3 === 0 ? 255 : 0)),
      Buffer.alloc(20 * 20 * 3, 0).map((_, at) => (at % 3 === 1 ? 255 : 0)),
    ])
    const animated = await sharp(frames, {
      raw: { width: 20, height: 40, channels: 3, pageHeight: 20 },
    })
      .webp({ loop: 0, delay: [100, 100] })
      .toBuffer()
    expect((await sharp(animated).metadata()).pages).toBe(2)
    const encoded = await encodePicture(animated, { sideMax: 512 })
    const { pages, height: h } = await sharp(encoded).metadata()
    expect([pages ?? 1, h]).toEqual([1, 20])
    expect(await colourAt(encoded, 10, 10)).toBe('red')
  })
})

test('PR1: it is turned as the camera was held, and nothing of where and when is left', async () => {
  const photo = await picture()
    .withExif({
      IFD0: { Copyright: 'planted-words', Orientation: '6' },
      IFD3: { GPSLatitude: '6/1' },
    })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">planted-words</x:xmpmeta>')
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  expect((await sharp(photo).metadata()).orientation).toBe(6)
  expect(photo.includes('planted-words')).toBe(true)
  const encoded = await encodePicture(photo, { sideMax: 512 })
  const metadata = await sharp(encoded).metadata()
  expect([metadata.width, metadata.height]).toEqual([height, width])
  for (const name of ['exif', 'xmp', 'icc', 'iptc', 'orientation'] as const)
    expect(metadata[name], name).toBeUndefined()
  expect(encoded.includes('planted-words')).toBe(false)
  expect(await colourAt(encoded, 20, 5)).toBe('red')
})

describe('OR1, PR1: what is refused', () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>`

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['SVG', Buffer.from(svg)],
    ['SVG behind the first bytes of a PNG', Buffer.from(`\u0089PNG\r\n\u001a\n${svg}`, 'latin1')],
    ['a GIF', Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64')],
    ['a PDF', Buffer.from('%PDF-1.4\n%%EOF')],
  ])('%s', async (_, bytes) => refused(bytes))

  test('AVIF and TIFF, which the library could read', async () => {
    await refused(await picture().tiff().toBuffer())
    await refused(await picture().avif().toBuffer())
  })

  test.each(['png', 'jpeg', 'webp'] as const)('a %s that is cut off', async (format) => {
    const whole = await picture().resize(600, 400).toFormat(format).toBuffer()
    for (const part of [0.1, 0.5, 0.9])
      await refused(whole.subarray(0, Math.floor(whole.length * part)))
  })

  test('a bomb: few bytes that claim 30,000 × 30,000 pixels', async () => {
    const side = 30_000
    const header = Buffer.alloc(13)
    header.writeUInt32BE(side, 0)
    header.writeUInt32BE(side, 4)
    header.set([8, 0, 0, 0, 0], 8)
    const bomb = Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
      chunk('IEND', Buffer.alloc(0)),
    ])
    const before = process.memoryUsage().rss
    await refused(bomb)
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
  })

  test('one that cannot be read leaves the next one as it is', async () => {
    const good = await picture().png().toBuffer()
    const [bad, fine] = await Promise.allSettled([
      encodePicture(Buffer.from('x'), { sideMax: 9 }),
      encodePicture(good, { sideMax: 9 }),
    ])
    expect([bad?.status, fine?.status]).toEqual(['rejected', 'fulfilled'])
  })
})

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const framed = Buffer.alloc(8)
  framed.writeUInt32BE(data.length, 0)
  framed.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([framed.subarray(0, 4), body, framed.subarray(4)])
}

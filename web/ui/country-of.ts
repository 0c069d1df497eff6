import type { Coordinate } from './coordinate.ts'

/**
 * Country or territory with its own ISO 3166-1 alpha-2 code at a place, as the server finds it; null
 * at sea. The borders (230 kB compressed) are fetched at the first question.
 */
export async function countryOf({ latitude, longitude }: Coordinate): Promise<string | null> {
  const { feature } = await import('@rapideditor/country-coder')
  // The borders end at the antimeridian, some a kilometre before it: there, both sides are asked.
  const sides = Math.abs(longitude) > 179.99 ? [longitude, -180, 179.999999, -179.99] : [longitude]
  for (const side of sides) {
    const found = feature([side, latitude], { level: 'territory', withProp: 'iso1A2' })?.properties
    // Ceuta (EA) and its like are only reserved codes: the country that they belong to counts.
    if (found) return (found.isoStatus === 'excRes' ? found.country : found.iso1A2) ?? null
  }
  return null
}

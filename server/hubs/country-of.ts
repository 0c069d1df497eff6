/** Where a hub stands: degrees, latitude −90…90, longitude −180…180. */
export interface Place {
  latitude: number
  longitude: number
}

/**
 * Country or territory with its own ISO 3166-1 alpha-2 code (also `XK`, Kosovo) at a place, without
 * asking anybody (CR7, HB1); null at sea and on land that no such code covers. The borders (5 MB)
 * are loaded at the first question, not when the server starts.
 */
export async function countryOf({ latitude, longitude }: Place): Promise<string | null> {
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

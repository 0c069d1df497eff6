import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { accents } from '#api/configuration.ts'
import { contrast } from './tile-colour.ts'

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')

/** The light and the dark colour of a token; of an accent's, if one is given. */
function token(name: string, accent?: string): [light: string, dark: string] {
  const block = accent ? (css.split(`[data-accent='${accent}'] {`)[1] ?? '') : css
  const [, light = '', dark = ''] =
    new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(block) ?? []
  return [light, dark]
}

const themes = ['light', 'dark'] as const
const cases = accents.flatMap((accent) => themes.map((theme, at) => ({ accent, theme, at })))

test.each(cases)(
  'OR1: $accent can be read in the $theme theme (WCAG 1.4.3, 1.4.11)',
  ({ accent, at }) => {
    const of = (name: string) => token(name, accent)[at] ?? ''
    const plain = (name: string) => token(name)[at] ?? ''
    const grounds = [...['canvas', 'surface', 'raised', 'hover'].map(plain), of('accent-soft')]
    for (const fill of ['accent', 'accent-hover'])
      expect(contrast(of(fill), '#ffffff'), fill).toBeGreaterThanOrEqual(4.5)
    for (const ground of grounds)
      expect(contrast(of('accent-text'), ground), `text on ${ground}`).toBeGreaterThanOrEqual(4.5)
    for (const ground of ['canvas', 'surface', 'raised'].map(plain))
      expect(contrast(of('accent'), ground), `shape on ${ground}`).toBeGreaterThanOrEqual(3)
    expect(contrast(plain('text'), of('accent-soft'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(plain('text-muted'), of('accent-soft'))).toBeGreaterThanOrEqual(4.5)
  },
)

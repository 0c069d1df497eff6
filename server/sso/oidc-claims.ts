/** Claims of the protocol, which say nothing of the person. */
const ofProtocol = new Set(['nonce', 'at_hash', 'c_hash', 's_hash', 'jti', 'sid', 'exp', 'iat'])

/**
 * Claims as texts by name: what lies deeper is named with dots (`realm_access.roles`), a list of objects is left out. Of two
 * sources the first one counts.
 */
export function flattenClaims(...sources: object[]): Record<string, string[]> {
  const found = new Map<string, string[]>()
  for (const source of sources) collect(found, '', source)
  return Object.fromEntries(found)
}

function collect(found: Map<string, string[]>, path: string, value: unknown): void {
  if (ofProtocol.has(path)) return
  if (isObject(value)) {
    const prefix = path === '' ? '' : `${path}.`
    for (const [name, inner] of Object.entries(value)) collect(found, `${prefix}${name}`, inner)
    return
  }
  const texts = [value].flat().filter(isPlain).map(textOf)
  if (path !== '' && texts.length > 0 && !found.has(path)) found.set(path, texts)
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value)

/** As the database keeps text: it knows no NUL and no half characters. */
const textOf = (value: string | number | boolean) =>
  String(value).replaceAll('\0', '').toWellFormed()

/**
 * The `name` of the field that a problem document's pointer means (RFC 6901 in a URI fragment):
 * `#/hub/name` → `hub/name`; null for what is not in the body (`#query/limit`) and for the body itself.
 */
export function fieldName(pointer: string): string | null {
  const path = /^#?\/(.+)$/s.exec(pointer)?.[1]
  if (!path) return null
  return path
    .split('/')
    .map((part) => decode(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('/')
}

function decode(part: string) {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

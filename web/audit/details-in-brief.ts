/** What of an event's details is worth a glance: words, not ids, and of what is nested its names. */
export function detailsInBrief(details: Record<string, unknown>): string {
  const parts = Object.entries(details).flatMap(([key, value]) => inBrief(key, value))
  return parts.slice(0, 4).join(' · ')
}

function inBrief(key: string, value: unknown): string[] {
  if (typeof value === 'string') return value && !isId(value) ? [shortened(value)] : []
  if (typeof value === 'number') return [`${key} ${value}`]
  if (Array.isArray(value)) {
    const words = value.filter((one): one is string => typeof one === 'string' && !isId(one))
    return words.length > 0 ? [shortened(words.join(', '))] : []
  }
  return []
}

const isId = (text: string) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}$/.test(text)
const shortened = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text)

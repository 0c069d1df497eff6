/** How a detail is called in the language on screen. */
export type DetailWords = (name: string) => string

/** Details whose value says enough without its name. */
const plain = new Set(['name', 'email', 'domain', 'reason', 'fields'])

/** What of an event's details is worth a glance: words, not ids, and nothing nested. */
export function detailsInBrief(details: Record<string, unknown>, words: DetailWords): string {
  const parts = Object.entries(details).flatMap(([name, value]) => {
    const text = inBrief(name, value, words)
    if (!text) return []
    return plain.has(name) ? [text] : [`${words(name)}: ${text}`]
  })
  return parts.slice(0, 4).join(' · ')
}

function inBrief(name: string, value: unknown, words: DetailWords): string {
  if (typeof value === 'number') return String(value)
  const texts = (Array.isArray(value) ? value : [value]).filter(
    (one): one is string => typeof one === 'string' && !isId(one),
  )
  return shortened(texts.map((text) => (name === 'fields' ? words(text) : text)).join(', '))
}

const isId = (text: string) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}$/.test(text)
const shortened = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text)

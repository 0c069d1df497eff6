/** How a detail is called in the language on screen. */
export type DetailWords = (name: string) => string

/** Details whose value says enough without its name. */
const plain = new Set(['name', 'email', 'domain', 'reason', 'fields'])

type Names = Readonly<Record<string, string>>

/** What of an event's details is worth a glance: words, ids only where `names` tells how they are called, and nothing nested. */
export function detailsInBrief(
  details: Record<string, unknown>,
  words: DetailWords,
  names: Names,
): string {
  const parts = Object.entries(details).flatMap(([name, value]) => {
    const text = inBrief(name, value, words, names)
    if (!text) return []
    return plain.has(name) ? [text] : [`${words(name)}: ${text}`]
  })
  return parts.slice(0, 4).join(' · ')
}

function inBrief(name: string, value: unknown, words: DetailWords, names: Names): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return words(value ? 'yes' : 'no')
  const texts = (Array.isArray(value) ? value : [value])
    .filter((one) => typeof one === 'string')
    .flatMap((one) => (isId(one) ? (names[one] ?? []) : one))
  return shortened(texts.map((text) => (name === 'fields' ? words(text) : text)).join(', '))
}

const isId = (text: string) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}$/.test(text)
const shortened = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text)

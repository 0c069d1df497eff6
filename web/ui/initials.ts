/** One or two letters that stand for a name: `Ana Wijaya` → AW, `acme` → A; whole characters, never half an emoji. */
export function initials(name: string, max: 1 | 2 = 2): string {
  const words = name
    .split(/[\s·,_-]+/u)
    .flatMap((word) => word.match(/[\p{L}\p{N}\p{Emoji}].*/u) ?? [])
  const picked = words.length > 1 && max === 2 ? [words[0], words.at(-1)] : [words[0]]
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  const letters = picked.map((word) => [...segments.segment(word ?? '?')][0]?.segment ?? '?')
  return letters.join('').toLocaleUpperCase()
}

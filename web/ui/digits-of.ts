/**
 * The code in what somebody typed, pasted or had filled in: a run of exactly so many digits ("Your code: 123 456, good
 * for 10 minutes"), else all digits as far as they fit. Full-width and Arabic digits count.
 */
export function digitsOf(text: string, length: number): string {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/\p{Decimal_Number}/gu, (digit) => String(worthOf(digit)))
  const run = new RegExp(String.raw`(?<!\d)\d(?:[\s-]?\d){${length - 1}}(?!\d)`).exec(plain)
  return (run?.[0] ?? plain).replaceAll(/\D/g, '').slice(0, length)
}

/** Digits of every script stand in blocks of ten that begin with zero. */
function worthOf(digit: string): number {
  const at = digit.codePointAt(0) ?? 0
  let zero = at
  while (at - zero < 9 && /\p{Decimal_Number}/u.test(String.fromCodePoint(zero - 1))) zero--
  return at - zero
}

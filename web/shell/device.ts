const browsers = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\//],
  ['Safari', /\bVersion\/\S+ .*Safari\//],
] as const

const systems = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
] as const

export interface Device {
  /** "Firefox", or the first product of anything else ("curl"); null where nothing is known. */
  browser: string | null
  /** "Windows", "iPhone". */
  system: string | null
  phone: boolean
}

/** What a User-Agent says of itself, in words for its owner; it proves nothing. */
export function deviceOf(userAgent: string | null): Device {
  const text = userAgent ?? ''
  const find = (list: readonly (readonly [string, RegExp])[]) =>
    list.find(([, pattern]) => pattern.test(text))?.[0] ?? null
  const product = /^([A-Za-z][\w .-]{0,30})(?:\/|$)/.exec(text)?.[1]
  return {
    browser: find(browsers) ?? (product && product !== 'Mozilla' ? product : null),
    system: find(systems),
    phone: /\b(?:iPhone|Android|Mobile)\b/.test(text),
  }
}

/**
 * A destination that is a path of our own origin, as browsers read it; else null (LG7). Asked when it is given, and again when
 * it is used.
 */
export function ownPath(to: string | null): string | null {
  // Browsers take a backslash for a slash, and drop tabs and line breaks before they look.
  return to !== null && /^\/(?!\/)[^\\\u0000-\u0020\u007f]*$/.test(to) ? to : null
}

/**
 * Tells a browser to keep what it gets, under a name (RFC 6266): the name in UTF-8 (RFC 8187), before it one in ASCII for whoever
 * reads no other.
 */
export function contentDisposition(name: string): string {
  const plain = name
    .toWellFormed()
    // A name is no path, and no header ends inside it.
    .replaceAll(/[\u0000-\u001f\u007f-\u009f/\\]/g, '_')
    .trim()
  const ascii = plain.replaceAll(/[^ -~]|["%]/g, '_')
  const encoded = encodeURIComponent(plain).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii || 'download'}"; filename*=UTF-8''${encoded || 'download'}`
}

const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** The certificates of a text, one after the other in PEM; without PEM the text is one, in base64. */
export function pemsOf(text: string): string[] {
  const found = text.match(certificate)
  return found ? [...found] : [text.trim()]
}

import { setImmediate as othersFirst } from 'node:timers/promises'
import sax from 'sax'

/** Attributes by their names without prefix. */
export type Attributes = ReadonlyMap<string, string>

/** What is done with the elements of a document, by their names without prefix. */
export interface XmlHandler {
  open?(name: string, attributes: Attributes): void
  close?(name: string): void
  text?(text: string): void
}

const local = (name: string) => name.slice(name.indexOf(':') + 1)

/**
 * Reads a document (XML 1.0, UTF-8) piece by piece; after each one the caller has its turn, and may stop, and so has everybody
 * else. One with a document type, which could define entities, is refused.
 *
 * @throws Error where it is not well-formed
 */
export async function* readXml(
  pieces: AsyncIterable<Uint8Array>,
  { open, close, text }: XmlHandler,
): AsyncGenerator<void> {
  const parser = sax.parser(true, { xmlns: false })
  parser.onerror = (error) => {
    throw error
  }
  parser.ondoctype = () => {
    throw new Error('a document type is not taken')
  }
  parser.onopentag = ({ name, attributes }) =>
    open?.(
      local(name),
      new Map(Object.entries(attributes).map(([key, value]) => [local(key), String(value)])),
    )
  parser.onclosetag = (name) => close?.(local(name))
  parser.ontext = (found) => text?.(found)
  parser.oncdata = (found) => text?.(found)
  const decoder = new TextDecoder('utf-8')
  for await (const piece of pieces) {
    await othersFirst()
    parser.write(decoder.decode(piece, { stream: true }))
    yield
  }
  parser.write(decoder.decode()).close()
}

import { DOMParser } from '@xmldom/xmldom'

/** Why a text is not taken as XML: in English, for the trace or the field that it was pasted into. */
export class XmlRefusal extends Error {
  override readonly name = 'XmlRefusal'
}

interface Limits {
  /** Characters. */
  sizeMax: number
  elementsMax: number
  /**
   * Whether comments and CDATA may stand in it. Two readers disagree most easily on what is around them, so that
   * `ana@a.test<!---->.evil.test` is two names; nothing that is signed for us needs them.
   */
  comments: boolean
}

const depthMax = 60

/**
 * Reads XML that somebody else wrote, and refuses whatever two readers could take differently: DOCTYPE and with it entities,
 * processing instructions, control characters, what is not well-formed, the same ID twice. Answers the root, and exactly the
 * text that it was read from.
 */
export function readXml(
  text: string,
  { sizeMax, elementsMax, comments }: Limits,
): { root: Element; text: string } {
  if (text.length > sizeMax) throw new XmlRefusal(`is longer than ${sizeMax} characters`)
  const body = text.replace(/^\uFEFF?\s*(<\?xml\s[^<>]*\?>)?\s*/, '').trimEnd()
  const declared = /^[^<]*<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)/.exec(text)?.[1]
  if (declared && !/^(utf-8|us-ascii)$/i.test(declared))
    throw new XmlRefusal(`is encoded as ${declared}, not as UTF-8`)
  if (/<!(?!--|\[CDATA\[)/.test(body))
    throw new XmlRefusal('has a document type declaration (DOCTYPE), which is not taken')
  if (body.includes('<?')) throw new XmlRefusal('has a processing instruction, which is not taken')
  if (!comments && body.includes('<!'))
    throw new XmlRefusal('has a comment or CDATA, which is not taken')

  const mistakes: string[] = []
  const note = (mistake: unknown) => mistakes.push(String(mistake).split('\n')[0] ?? '')
  // Its warnings are about what other readers refuse.
  const parser = new DOMParser({ errorHandler: { warning: note, error: note, fatalError: note } })
  const root = parse(parser, body)
  // What stands before the root, the parser passes over.
  if (!root || mistakes.length > 0 || !body.startsWith('<'))
    throw new XmlRefusal(`is not well-formed XML${mistakes[0] ? `: ${mistakes[0]}` : ''}`)
  inspect(root, elementsMax)
  return { root, text: body }
}

function parse(parser: DOMParser, text: string): Element | null {
  try {
    const document = parser.parseFromString(text, 'text/xml')
    const nodes = Array.from(document?.childNodes ?? [])
    // Beside the root only comments and white space.
    const others = nodes.filter(
      (node) =>
        node !== document.documentElement && node.nodeType !== 8 && node.nodeValue?.trim() !== '',
    )
    return others.length === 0 ? document.documentElement : null
  } catch {
    return null
  }
}

/** Iteratively, because what is nested too deeply would exhaust the stack of whoever walks through it later. */
function inspect(root: Element, elementsMax: number) {
  const ids = new Set<string>()
  const ahead: { element: Element; depth: number }[] = [{ element: root, depth: 1 }]
  let elements = 0
  for (let next = ahead.pop(); next; next = ahead.pop()) {
    const { element, depth } = next
    if (++elements > elementsMax) throw new XmlRefusal(`has more than ${elementsMax} elements`)
    if (depth > depthMax) throw new XmlRefusal(`is nested more than ${depthMax} deep`)
    for (const { localName, name, value } of Array.from(element.attributes)) {
      refuseControls(value)
      if (!/^id$/i.test(localName ?? name)) continue
      // Also keeps quotes out of the XPath expressions that look for it.
      if (!/^[\p{L}_][\p{L}\p{N}_.-]{0,255}$/u.test(value))
        throw new XmlRefusal('has an ID that is no name')
      if (ids.has(value)) throw new XmlRefusal(`has the ID ${value} twice`)
      ids.add(value)
    }
    for (const node of Array.from(element.childNodes)) {
      if (isElement(node)) ahead.push({ element: node, depth: depth + 1 })
      else refuseControls(node.nodeValue ?? '')
    }
  }
}

/** Character references may name what XML does not hold; a zero byte ends a text for some readers. */
function refuseControls(text: string) {
  if (/[\0-\x08\x0B\x0C\x0E-\x1F\x7F\uFFFE\uFFFF]/.test(text))
    throw new XmlRefusal('has a control character')
}

export const isElement = (node: Node): node is Element => node.nodeType === 1

/** The elements directly below. */
export const childrenOf = (element: Element): Element[] =>
  Array.from(element.childNodes).filter(isElement)

/** Those of one name directly below. */
export const childrenNamed = (element: Element, namespace: string, name: string): Element[] =>
  childrenOf(element).filter((child) => isNamed(child, namespace, name))

export const isNamed = (element: Element, namespace: string, name: string): boolean =>
  element.namespaceURI === namespace && element.localName === name

/** The element itself and all below, in the order of the document. */
export const allOf = (element: Element): Element[] => [
  element,
  ...childrenOf(element).flatMap((child) => allOf(child)),
]

/** The text of an element that holds nothing but text, without XML's white space around; null where it holds anything else. */
export const textOf = (element: Element): string | null =>
  Array.from(element.childNodes).every((node) => node.nodeType === 3)
    ? (element.textContent ?? '').replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, '')
    : null

/** An attribute without namespace; null where it is not there. */
export const attributeOf = (element: Element, name: string): string | null =>
  element.hasAttribute(name) ? element.getAttribute(name) : null

/** For text and attribute values that we write ourselves. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)

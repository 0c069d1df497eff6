import fc from 'fast-check'
import { addresses, issuer, requestId } from './saml-answers.ts'
import { copyOf, edited, forge, removeSignatures } from './saml-documents.ts'

// What may become of an answer on its way.

/** More of them: FOYER_FUZZ_RUNS=5000. */
export const runs = Number(process.env.FOYER_FUZZ_RUNS ?? 300)

/** Everywhere in a document: its elements in order, or a place in its text. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

const at = <T>(list: readonly T[], where: number): T => {
  const found = list[Math.floor(where * list.length)]
  if (found === undefined) throw new Error('there is nothing')
  return found
}

const elementsOf = (document: Document) => Array.from(document.getElementsByTagName('*'))

/** Whether `inner` is `outer` or stands in it: a tree cannot be put into itself. */
const holds = (outer: Node, inner: Node | null): boolean =>
  inner !== null && (inner === outer || holds(outer, inner.parentNode))

type Change = (xml: string) => string

const inText = (change: (xml: string, offset: number) => string) =>
  place.map(
    (where): Change =>
      (xml) =>
        change(xml, Math.floor(where * xml.length)),
  )

const inTree = (change: (one: Element, other: Element, document: Document) => void) =>
  fc.tuple(place, place).map(
    ([one, other]): Change =>
      (xml) =>
        edited(xml, (document) => {
          const elements = elementsOf(document)
          change(at(elements, one), at(elements, other), document)
        }),
  )

const snippets = fc.constantFrom(
  '<!---->',
  '<![CDATA[',
  ']]>',
  '&#0;',
  '&amp;',
  '<',
  '>',
  '"',
  'mallory',
  ' ',
  '\r',
  '\uFEFF',
  '<?x?>',
  '<!DOCTYPE a>',
  'ID="_evil"',
  'xmlns="urn:x"',
  '</saml:NameID>',
  '<saml:NameID>',
)
const values = fc.constantFrom('mallory', '', '_evil', '2.0', issuer, addresses.metadata, requestId)

/** Bytes, nodes moved, copied, swapped and removed, names that say somebody else, attributes, and split texts. */
export const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, snippets).map(
    ([where, snippet]): Change =>
      (xml) => {
        const offset = Math.floor(where * xml.length)
        return xml.slice(0, offset) + snippet + xml.slice(offset)
      },
  ),
  inText((xml, offset) => xml.slice(0, offset) + xml.slice(offset + 1)),
  inText(
    (xml, offset) =>
      xml.slice(0, offset) +
      String.fromCharCode(xml.charCodeAt(offset) ^ 1) +
      xml.slice(offset + 1),
  ),
  inTree((one, other) => {
    if (!holds(one, other)) other.appendChild(one)
  }),
  inTree((one, other) => {
    if (other.parentNode?.nodeType === 1) other.parentNode.insertBefore(copyOf(one), other)
  }),
  inTree((one) => {
    if (one.parentNode?.nodeType === 1) one.parentNode.removeChild(one)
  }),
  inTree((one, other) => {
    const forged = copyOf(one)
    forge(forged, '_evil')
    other.appendChild(forged)
  }),
  inTree((one, other) => {
    const forged = copyOf(one)
    removeSignatures(forged)
    forge(forged, one.getAttribute('ID') ?? '_evil')
    if (other.parentNode?.nodeType === 1) other.parentNode.insertBefore(forged, other)
  }),
  fc.tuple(place, place, values).map(
    ([where, which, value]): Change =>
      (xml) =>
        edited(xml, (document) => {
          const element = at(elementsOf(document), where)
          if (element.attributes.length > 0) at(Array.from(element.attributes), which).value = value
        }),
  ),
  fc.tuple(place, values).map(
    ([where, value]): Change =>
      (xml) =>
        edited(xml, (document) => {
          at(elementsOf(document), where).textContent = value
        }),
  ),
  fc.tuple(place, snippets).map(
    ([where, snippet]): Change =>
      (xml) =>
        edited(xml, (document) => {
          const leaves = elementsOf(document).filter(({ firstChild }) => firstChild?.nodeType === 3)
          const text = at(leaves, where).firstChild
          const value = text?.nodeValue ?? ''
          text?.parentNode?.replaceChild(
            document.createTextNode(value.slice(0, 3) + snippet + value.slice(3)),
            text,
          )
        }),
  ),
)

/** A document after some changes, as far as they can be made. */
export const changed = (xml: string, changes: readonly Change[]): string => {
  let text = xml
  // A text that is no XML any more cannot be changed by its tree.
  for (const one of changes)
    try {
      text = one(text)
    } catch {
      break
    }
  return text
}

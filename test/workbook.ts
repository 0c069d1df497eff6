import { buffer } from 'node:stream/consumers'
import yazl from 'yazl'

type Cell = string | number | null | { number: number; format: string }

interface Given {
  rows?: readonly (readonly Cell[])[]
  /** Instead of `rows`, what stands in the sheet, with or without the prefix `x:`. */
  sheet?: string
  /** Instead of both, the whole document of the sheet. */
  document?: string
  /** What stands in the table of texts. */
  strings?: string
  hiddenFirst?: boolean
  from1904?: boolean
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const related = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** A workbook of Excel with as little in it as there may be (ECMA-376). */
export function workbook(given: Given): Promise<Buffer> {
  const formats = ['General']
  const texts: string[] = []
  const cell = (value: Cell, row: number, column: number) => {
    if (value === null) return ''
    const place = `${String.fromCharCode(65 + column)}${row + 1}`
    if (typeof value === 'string')
      return `<c r="${place}" t="s"><v>${texts.push(`<si><t>${escaped(value)}</t></si>`) - 1}</v></c>`
    if (typeof value === 'number') return `<c r="${place}"><v>${value}</v></c>`
    if (!formats.includes(value.format)) formats.push(value.format)
    return `<c r="${place}" s="${formats.indexOf(value.format)}"><v>${value.number}</v></c>`
  }
  const rows = (given.rows ?? []).map((cells, row) => {
    const inside = cells.map((value, column) => cell(value, row, column)).join('')
    return `<row r="${row + 1}">${inside}</row>`
  })
  const sheetOf = (inside: string) =>
    `<worksheet xmlns="${main}" xmlns:x="${main}"><sheetData>${inside}</sheetData></worksheet>`
  const relations = (list: [id: string, type: string, target: string][]) =>
    `<Relationships>${list
      .map(
        ([id, type, to]) => `<Relationship Id="${id}" Type="${related}/${type}" Target="${to}"/>`,
      )
      .join('')}</Relationships>`
  const hidden = given.hiddenFirst ? '<sheet name="No" sheetId="1" state="hidden" r:id="r1"/>' : ''
  return zip({
    '_rels/.rels': relations([['r1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${related}">
      <workbookPr date1904="${given.from1904 ? 1 : 0}"/>
      <sheets>${hidden}<sheet name="Tasks" sheetId="2" r:id="r2"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ['r1', 'worksheet', 'worksheets/sheet1.xml'],
      ['r2', 'worksheet', '/xl/worksheets/sheet2.xml'],
      ['r3', 'styles', 'styles.xml'],
      ['r4', 'sharedStrings', 'sharedStrings.xml'],
    ]),
    'xl/worksheets/sheet1.xml': sheetOf('<row r="1"><c r="A1" t="str"><v>hidden</v></c></row>'),
    'xl/worksheets/sheet2.xml': given.document ?? sheetOf(given.sheet ?? rows.join('')),
    'xl/styles.xml': `<styleSheet xmlns="${main}">
      <numFmts>${formats.map((code, n) => `<numFmt numFmtId="${164 + n}" formatCode="${escaped(code)}"/>`).join('')}</numFmts>
      <cellXfs>${formats.map((_, n) => `<xf numFmtId="${164 + n}"/>`).join('')}</cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}">${given.strings ?? texts.join('')}</sst>`,
  })
}

/** An archive of these files. */
export function zip(files: Record<string, string>): Promise<Buffer> {
  const archive = new yazl.ZipFile()
  for (const [name, content] of Object.entries(files)) archive.addBuffer(Buffer.from(content), name)
  archive.end()
  return buffer(archive.outputStream)
}

import { useTranslation } from 'react-i18next'
import { importDelimiters, importEncodings } from '#api/table-imports.ts'
import { cx } from '#web/ui/cx.ts'
import { FormRow } from '#web/ui/form.tsx'
import { Select } from '#web/ui/select.tsx'
import { Scrolls } from './scrolls.tsx'
import styles from './table-import.module.css'

const delimiterNames = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const
const rowsShown = 6
const cellsShown = 8

type Encoding = (typeof importEncodings)[number]
type Delimiter = (typeof importDelimiters)[number]

interface Props {
  file: {
    /** Null, both: a workbook, which says itself how it is written. */
    encoding: Encoding | null
    delimiter: Delimiter | null
    headerRow: number
    firstRows: readonly { line: number; cells: readonly string[] }[]
  }
  onChange: (
    change: { encoding: Encoding } | { delimiter: Delimiter } | { headerRow: number },
  ) => void
}

/** How a file is written, as it was found out, and its first rows to see whether that is so. */
export function FileFormat({ file, onChange }: Props) {
  const { t } = useTranslation()
  const rows = file.firstRows.slice(0, Math.max(rowsShown, file.headerRow + 2))
  return (
    <div className={styles.format}>
      <FormRow>
        {file.encoding !== null && (
          <Select
            label={t('imports.encoding')}
            choices={importEncodings.map((id) => ({ id, label: t(`imports.encodings.${id}`) }))}
            value={file.encoding}
            onChange={(encoding) => onChange({ encoding })}
          />
        )}
        {file.delimiter !== null && (
          <Select
            label={t('imports.delimiter')}
            choices={importDelimiters.map((id) => ({
              id,
              label: t(`imports.delimiters.${delimiterNames[id]}`),
            }))}
            value={file.delimiter}
            onChange={(delimiter) => onChange({ delimiter })}
          />
        )}
        <Select
          label={t('imports.header-row')}
          choices={[
            { id: '0', label: t('imports.no-header') },
            ...file.firstRows.map(({ line }, n) => ({
              id: String(n + 1),
              label: t('imports.line', { line }),
            })),
          ]}
          value={String(file.headerRow)}
          onChange={(row) => onChange({ headerRow: Number(row) })}
        />
      </FormRow>
      <Scrolls label={t('imports.first-rows')}>
        <table className={styles.rows}>
          <tbody>
            {rows.map(({ line, cells }, n) => (
              <tr key={line} className={cx(n + 1 === file.headerRow && styles.header)}>
                <th scope="row">{line}</th>
                {cells.slice(0, cellsShown).map((cell, at) => (
                  // Cells have no name but their place.
                  // biome-ignore lint/suspicious/noArrayIndexKey: the file does not change its order
                  <td key={at}>{cell}</td>
                ))}
                {cells.length > cellsShown && <td>…</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
    </div>
  )
}

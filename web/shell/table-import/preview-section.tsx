import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Badge } from '#web/ui/badge.tsx'
import { cx } from '#web/ui/cx.ts'
import { useFormat } from '#web/ui/format.ts'
import { type Mistake, Mistakes } from './mistakes.tsx'
import { Scrolls } from './scrolls.tsx'
import styles from './table-import.module.css'

const tones = { add: 'green', update: 'blue', unchanged: 'neutral', refuse: 'red' } as const

interface Row {
  line: number
  outcome: keyof typeof tones
}

interface Props<R> {
  counts: readonly { id: string; count: number; words: string }[]
  mistakes: readonly Mistake[]
  rows: readonly R[]
  /** What the first rows are called. */
  heading: string
  columns: readonly { id: string; heading: string; cell: (row: R) => ReactNode }[]
}

/** What importing would do: how many of what, what is wrong by line, and the first rows. */
export function PreviewSection<R extends Row>({
  counts,
  mistakes,
  rows,
  heading,
  columns,
}: Props<R>) {
  const { t } = useTranslation()
  const format = useFormat()
  // Whoever asked for it is led to it: what starts the import stands below, and is not what was just pressed.
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    section.current?.focus({ preventScroll: true })
    section.current?.scrollIntoView({ block: 'start' })
  }, [])
  return (
    <section ref={section} tabIndex={-1} className={styles.preview} aria-labelledby="preview">
      <h3 id="preview" className={styles.heading}>
        {t('imports.preview-heading')}
      </h3>
      <ul className={styles.counts}>
        {counts.map(({ id, count, words }) => (
          <li key={id}>
            <strong>{format.number(count)}</strong> {words}
          </li>
        ))}
      </ul>
      <Mistakes mistakes={mistakes} />
      <h4 className={styles.heading}>{heading}</h4>
      <Scrolls label={heading}>
        <table className={cx(styles.rows, styles.cards)}>
          <thead>
            <tr>
              <th scope="col">{t('imports.line-heading')}</th>
              {columns.map((column) => (
                <th key={column.id} scope="col">
                  {column.heading}
                </th>
              ))}
              <th scope="col">{t('imports.outcome-heading')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.line}>
                <th scope="row">{row.line}</th>
                {columns.map(({ id, cell }) => (
                  <td key={id}>{cell(row)}</td>
                ))}
                <td>
                  <Badge tone={tones[row.outcome]}>{t(`imports.badges.${row.outcome}`)}</Badge>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
    </section>
  )
}

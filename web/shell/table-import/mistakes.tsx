import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/cx.ts'
import { Scrolls } from './scrolls.tsx'
import styles from './table-import.module.css'

export interface Mistake {
  line: number
  column: string | null
  value: string
  /** What is wrong, in words. */
  words: string
}

/** As many as the server names. */
const mistakesMax = 500

/** What is wrong with the rows of a file, by line and column; nothing where nothing is. */
export function Mistakes({ mistakes }: { mistakes: readonly Mistake[] }) {
  const { t } = useTranslation()
  if (mistakes.length === 0) return null
  const heading =
    mistakes.length < mistakesMax
      ? t('imports.errors', { count: mistakes.length })
      : t('imports.errors-first', { count: mistakes.length })
  return (
    <>
      <h4 className={styles.heading}>{heading}</h4>
      <Scrolls label={heading}>
        <table className={cx(styles.rows, styles.cards)}>
          <thead>
            <tr>
              <th scope="col">{t('imports.line-heading')}</th>
              <th scope="col">{t('imports.column-heading')}</th>
              <th scope="col">{t('imports.value-heading')}</th>
              <th scope="col">{t('imports.reason-heading')}</th>
            </tr>
          </thead>
          <tbody>
            {mistakes.map(({ line, column, value, words }, at) => (
              // Two columns of one name may be wrong in the same way.
              // biome-ignore lint/suspicious/noArrayIndexKey: a preview does not change
              <tr key={at}>
                <th scope="row">{line}</th>
                <td>{column ?? ''}</td>
                <td>{value}</td>
                <td className={styles.reason}>{words}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
      <p className={styles.note}>{t('imports.errors-note')}</p>
    </>
  )
}

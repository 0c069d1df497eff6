import { useTranslation } from 'react-i18next'
import { cx } from './cx.ts'
import styles from './skeleton.module.css'

type Shape = 'line' | 'title' | 'tile' | 'circle' | 'control' | 'block'

/** A grey shape where something will stand; give it the size of that thing. */
export function Skeleton({
  shape = 'line',
  width,
  height,
}: {
  shape?: Shape
  width?: number | string
  height?: number | string
}) {
  return (
    <span
      aria-hidden
      className={cx(styles.bone, styles[shape])}
      style={{ inlineSize: width, blockSize: height }}
    />
  )
}

const widths = ['62%', '48%', '71%', '55%', '40%', '66%', '52%', '58%']

/** Rows of a table on their way. */
export function TableSkeleton({
  columns,
  rows = 8,
  label,
}: {
  columns: number
  rows?: number
  label: string
}) {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('ui.loading', { what: label })} className={styles.table}>
      {Array.from({ length: rows + 1 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grey bars have no other identity
        <div key={row} className={styles.row}>
          {Array.from({ length: columns }, (_, column) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: grey bars have no other identity
              key={column}
              className={styles.cell}
            >
              <Skeleton width={row === 0 ? '32%' : (widths[(row + column * 3) % 8] ?? '50%')} />
            </span>
          ))}
        </div>
      ))}
    </div>
  )
}

/** Rows with a tile, two lines and a button: pickers and lists of organizations or people. */
export function ListSkeleton({ rows = 3, label }: { rows?: number; label: string }) {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('ui.loading', { what: label })} className={styles.list}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grey bars have no other identity
        <div key={row} className={styles.item}>
          <Skeleton shape="tile" />
          <span className={styles.two}>
            <Skeleton width={widths[row % 8] ?? '50%'} />
            <Skeleton width="34%" />
          </span>
        </div>
      ))}
    </div>
  )
}

/** Labels and controls of a form on its way. */
export function FormSkeleton({ fields = 4, label }: { fields?: number; label: string }) {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('ui.loading', { what: label })} className={styles.form}>
      {Array.from({ length: fields }, (_, field) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grey bars have no other identity
        <span key={field} className={styles.two}>
          <Skeleton width={96} />
          <Skeleton shape="control" />
        </span>
      ))}
    </div>
  )
}

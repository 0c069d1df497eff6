import { Meter as AriaMeter } from 'react-aria-components/Meter'
import styles from './progress-bar.module.css'

interface Props {
  label: string
  /** How much it is, in words: "1.2 GB of 50 GB". */
  words: string
  value: number
  /** Null: there is no end to it, and so no bar. */
  maxValue: number | null
}

/** How much of a room is taken. */
export function Meter({ label, words, value, maxValue }: Props) {
  const line = (
    <div className={styles.words}>
      <span>{label}</span>
      <span className={styles.value}>{words}</span>
    </div>
  )
  if (maxValue === null) return line
  return (
    <AriaMeter
      value={value}
      maxValue={maxValue}
      valueLabel={words}
      aria-label={label}
      className={styles.progress ?? ''}
    >
      {({ percentage }) => (
        <>
          {line}
          <div className={styles.track}>
            <div className={styles.bar} style={{ inlineSize: `${percentage}%` }} />
          </div>
        </>
      )}
    </AriaMeter>
  )
}

import {
  ProgressBar as AriaProgressBar,
  type ProgressBarProps,
} from 'react-aria-components/ProgressBar'
import { cx } from './cx.ts'
import styles from './progress-bar.module.css'

interface Props
  extends Pick<ProgressBarProps, 'value' | 'minValue' | 'maxValue' | 'isIndeterminate'> {
  label: string
  /** Instead of the percentage: "340 of 1,000". */
  note?: string
}

/** How far something is that takes a while. */
export function ProgressBar({ label, note, ...props }: Props) {
  return (
    <AriaProgressBar {...props} aria-label={label} className={cx(styles.progress)}>
      {({ percentage, valueText, isIndeterminate }) => (
        <>
          <div className={styles.words}>
            <span>{label}</span>
            <span className={styles.value}>{note ?? valueText}</span>
          </div>
          <div className={styles.track}>
            <div
              className={cx(styles.bar, isIndeterminate && styles.unknown)}
              style={{ inlineSize: isIndeterminate ? '35%' : `${percentage ?? 0}%` }}
            />
          </div>
        </>
      )}
    </AriaProgressBar>
  )
}

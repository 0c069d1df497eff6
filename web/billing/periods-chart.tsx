import { scaleBand, scaleLinear } from 'd3-scale'
import { useTranslation } from 'react-i18next'
import type { BillingPeriod } from '#api/billing.ts'
import { useFormat } from '#web/ui/format.ts'
import styles from './billing.module.css'
import { usePeriodWords } from './use-period-words.ts'

interface Props {
  /** The latest first. */
  periods: readonly BillingPeriod[]
  chosen: number | null
  onChoose: (period: BillingPeriod) => void
}

const size = { width: 360, height: 220, top: 24, bottom: 28, start: 28 }

/** What each period came to, the earliest first. The table beside it says and does the same for whoever cannot see or point. */
export function PeriodsChart({ periods, chosen, onChoose }: Props) {
  const { t } = useTranslation()
  const words = usePeriodWords()
  const format = useFormat()
  const inOrder = periods.toReversed()
  const most = Math.max(4, ...inOrder.map(({ billed }) => billed))
  const x = scaleBand<number>()
    .domain(inOrder.map(({ number }) => number))
    .range([size.start, size.width])
    .padding(0.35)
  const y = scaleLinear()
    .domain([0, most])
    .nice(4)
    .range([size.height - size.bottom, size.top])
  const ticks = y.ticks(4).filter(Number.isInteger)
  return (
    <svg
      viewBox={`0 0 ${size.width} ${size.height}`}
      className={styles.chart}
      role="img"
      aria-label={t('billing.chart', { count: inOrder.length })}
    >
      {ticks.map((tick) => (
        <g key={tick} transform={`translate(0 ${y(tick)})`}>
          <line x1={size.start} x2={size.width} className={styles.grid} />
          <text x={size.start - 8} dy="0.32em" textAnchor="end" className={styles.axis}>
            {format.number(tick)}
          </text>
        </g>
      ))}
      {inOrder.map((period) => {
        const height = Math.max(0, y(0) - y(Math.max(0, period.billed)))
        const left = x(period.number) ?? 0
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the table does the same by keys
          <g key={period.number} className={styles.column} onClick={() => onChoose(period)}>
            <title>{`${words.range(period)}: ${words.sum(period)}`}</title>
            <rect
              x={left - 8}
              y={0}
              width={x.bandwidth() + 16}
              height={size.height}
              fill="transparent"
            />
            <rect
              x={left}
              y={y(0) - height}
              width={x.bandwidth()}
              height={height}
              rx={3}
              className={styles.bar}
              data-chosen={period.number === chosen || undefined}
              data-open={period.status === 'open' || undefined}
            />
            <text
              x={left + x.bandwidth() / 2}
              y={y(0) - height - 8}
              textAnchor="middle"
              className={styles.value}
            >
              {format.number(period.billed)}
            </text>
            <text
              x={left + x.bandwidth() / 2}
              y={size.height - 8}
              textAnchor="middle"
              className={styles.axis}
            >
              {words.starts(period)}
            </text>
          </g>
        )
      })}
    </svg>
  )
}
